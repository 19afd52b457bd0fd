using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Payments.Webhooks;

/// <summary>The handshake: an endpoint shows that it wants events by giving a random text back, so that nobody can have events sent to a stranger.</summary>
internal sealed class EndpointChallenge(WebhookSender sender, TimeProvider time)
{
    public const string Type = "webhook.challenge";

    private const int Bytes = 32;

    /// <returns>Why it failed; <see langword="null"/> when the endpoint passed.</returns>
    public async Task<string?> RunAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var challenge = RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true);
        var now = time.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new WebhookPayload<WebhookChallengeData>(Type, now.UtcDateTime, new WebhookChallengeData(challenge)),
            WebhookPayloadJson.Instance.WebhookPayloadWebhookChallengeData);
        var id = $"chl_{Guid.CreateVersion7(now).ToString("N", CultureInfo.InvariantCulture)}";
        var result = await sender.SendAsync(endpoint, id, body, cancellationToken).ConfigureAwait(false);
        return result.Attempt.Error is { } error ? $"The challenge failed: {error}."
            : IsAnswer(result.Reply, challenge) ? null
            : $$"""The challenge was answered {{result.Attempt.StatusCode}}, and not with {"challenge":"…"} holding the text that was sent.""";
    }

    private static bool IsAnswer(byte[] reply, string challenge)
    {
        try
        {
            using var document = JsonDocument.Parse(reply, new JsonDocumentOptions { MaxDepth = 4 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("challenge", out var answer)
                && answer.ValueKind == JsonValueKind.String
                && answer.ValueEquals(challenge);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
