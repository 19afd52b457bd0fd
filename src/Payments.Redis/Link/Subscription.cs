namespace Payments.Redis;

/// <summary>A channel somebody listens to.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Heard">Called with each message, on a thread of the client library.</param>
internal sealed record Subscription(string Channel, Action<string> Heard);
