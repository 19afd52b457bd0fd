using System.Text.Json.Nodes;

namespace Payments.Fleet.Load;

/// <summary>What an answer shows of an order.</summary>
internal sealed record Shown(string OrderNo, IReadOnlyList<ShownAttempt> Attempts)
{
    public static Shown Of(byte[] body)
    {
        var order = JsonNode.Parse(body)!;
        return new Shown(
            (string)order["orderNo"]!,
            [.. order["attempts"]!.AsArray().Select(attempt => new ShownAttempt((string)attempt!["attemptNo"]!, (string)attempt["channelAccount"]!, attempt["nextAction"] is not null))]);
    }
}

/// <summary>An attempt in an answer.</summary>
internal sealed record ShownAttempt(string AttemptNo, string Account, bool HasCredential);
