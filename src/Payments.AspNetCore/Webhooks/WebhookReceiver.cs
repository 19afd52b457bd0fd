using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Payments.AspNetCore.Hosting;
using Payments.Webhooks;

namespace Payments.AspNetCore.Webhooks;

/// <summary>Takes webhooks in for <c>MapPaymentWebhook</c>.</summary>
internal sealed class WebhookReceiver(WebhookSecret[] secrets, Func<PaymentWebhook, HttpContext, Task> handler)
{
    private const string Challenge = "webhook.challenge";
    private const int MostBodyBytes = 64 * 1024;
    private const int LongestId = 256;
    private const int LongestSignatures = 4_096;
    private const int MaxDepth = 32;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly MemoryWebhookInbox _memory = new();

    public async Task RunAsync(HttpContext context)
    {
        Responses.Protect(context.Response);
        BoundedBody body;
        try
        {
            body = await BoundedBody.ReadAsync(context, MostBodyBytes);
        }
        catch (Exception fault) when (fault is BadHttpRequestException or IOException or OperationCanceledException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest; // its sender broke off
            return;
        }

        if (body.IsTruncated)
        {
            Refuse(context, StatusCodes.Status413PayloadTooLarge, "the body is too large");
        }
        else if (Verify(context, body.Bytes) is { } id)
        {
            await TakeAsync(context, id, body.Bytes);
        }
    }

    private string? Verify(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var headers = context.Request.Headers;
        if (One(headers[WebhookSignature.IdHeader], LongestId) is not { } id
            || One(headers[WebhookSignature.SignatureHeader], LongestSignatures) is not { } signatures
            || !TryReadTime(headers[WebhookSignature.TimestampHeader], out var sentAt))
        {
            return Refuse(context, StatusCodes.Status400BadRequest, "a header is missing, repeated or malformed");
        }

        var now = EndpointServices.Clock(context.RequestServices).GetUtcNow();
        if (sentAt < now - Tolerance || sentAt > now + Tolerance)
        {
            return Refuse(context, StatusCodes.Status401Unauthorized, "it was sent more than 5 minutes before or after this host's time");
        }

        return WebhookSignature.Verify(signatures, secrets, id, sentAt, body.Span) ? id : Refuse(context, StatusCodes.Status401Unauthorized, "no signature is one of ours");
    }

    private async Task TakeAsync(HttpContext context, string id, ReadOnlyMemory<byte> body)
    {
        if (Parse(id, body) is not { } message)
        {
            Refuse(context, StatusCodes.Status400BadRequest, "the body has not the form of a webhook");
        }
        else if (message.Type == Challenge)
        {
            var text = message.Data.ValueKind == JsonValueKind.Object && message.Data.TryGetProperty("challenge", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            await Responses.WriteAsync(context, StatusCodes.Status200OK, new ChallengeView(text), ApiJson.Instance.ChallengeView);
        }
        else
        {
            await TakeOnceAsync(context, message);
        }
    }

    private async Task TakeOnceAsync(HttpContext context, PaymentWebhook message)
    {
        var inbox = context.RequestServices.GetService<IPaymentWebhookInbox>() ?? _memory;
        var claim = await inbox.BeginAsync(message.Id, context.RequestAborted);
        if (claim != PaymentWebhookClaim.New)
        {
            // Whether the one under way is taken is not known yet: this one must come again.
            context.Response.StatusCode = claim == PaymentWebhookClaim.Taken ? StatusCodes.Status204NoContent : StatusCodes.Status409Conflict;
            return;
        }

        var isTaken = false;
        try
        {
            await handler(message, context);
            isTaken = true;
        }
        catch (Exception fault)
        {
            Log.WebhookHandlerFailed(Log.Of(context), message.Id, fault);
        }
        finally
        {
            await inbox.EndAsync(message.Id, isTaken, CancellationToken.None);
        }

        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = isTaken ? StatusCodes.Status204NoContent : StatusCodes.Status500InternalServerError;
        }
    }

    private static PaymentWebhook? Parse(string id, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
                && root.TryGetProperty("timestamp", out var timestamp) && timestamp.ValueKind == JsonValueKind.String && timestamp.TryGetDateTimeOffset(out var happenedAt)
                && root.TryGetProperty("data", out var data)
                ? new PaymentWebhook(id, type.GetString()!, happenedAt, data.Clone())
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Refuse(HttpContext context, int status, string reason)
    {
        Log.WebhookRefused(Log.Of(context), status, reason);
        context.Response.StatusCode = status;
        return null;
    }

    private static string? One(StringValues values, int longest) => values is [{ Length: > 0 } value] && value.Length <= longest ? value : null;

    private static bool TryReadTime(StringValues values, out DateTimeOffset time)
    {
        time = default;
        if (!long.TryParse(One(values, longest: 12), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
