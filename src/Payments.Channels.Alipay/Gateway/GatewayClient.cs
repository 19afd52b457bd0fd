using System.Text.Json;
using Microsoft.Extensions.Logging;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>Calls the gateway: signs, sends, verifies, decrypts, classifies. No answer leaves here unverified.</summary>
internal sealed class GatewayClient(
    AlipayAccount account, GatewaySender sender, AnswerVerifier verifier, ILogger<GatewayClient> logger)
{
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<GatewayAnswer> CallAsync(GatewayCall call, CancellationToken cancellationToken)
    {
        var (answer, before) = await sender.SendAsync(call, (raw, token) => ReadAsync(call.Method, raw, token), GatewayAnswer.Unknown, cancellationToken).ConfigureAwait(false);
        Log(call.Method, answer);
        answer.MayHaveArrivedBefore = before;
        return answer;
    }

    /// <summary>As <see cref="CallAsync"/>, for a question that follows a call: that nothing was sent would then not be the whole truth.</summary>
    public async Task<GatewayAnswer> FollowUpAsync(GatewayCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException fault)
        {
            return GatewayAnswer.Unknown(Words.NoAnswer(call.Method, fault.Error.Message));
        }
    }

    private async ValueTask<GatewayAnswer> ReadAsync(string method, RawAnswer raw, CancellationToken cancellationToken)
    {
        var answer = raw.Body is null
            ? GatewayAnswer.Unknown(raw.Error!)
            : await ReadAsync(method, raw.Body, cancellationToken).ConfigureAwait(false);
        answer.ServerTime = raw.ServerTime;
        answer.Again = raw.Body is null ? raw.Again : answer.Again;
        return answer;
    }

    private async ValueTask<GatewayAnswer> ReadAsync(string method, byte[] body, CancellationToken cancellationToken)
    {
        if (Envelope.TryRead(body, method, out var cause) is not { } envelope)
        {
            return GatewayAnswer.Untrusted(method, new VerificationFailure(VerificationFailureReason.MalformedBody, cause));
        }

        var isSigned = !string.IsNullOrEmpty(envelope.Sign);
        if (isSigned && await verifier.VerifyAsync(envelope, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            return GatewayAnswer.Untrusted(method, failure);
        }

        if (verifier.Open(envelope) is not { } node)
        {
            return GatewayAnswer.Untrusted(method, new VerificationFailure(VerificationFailureReason.DecryptionFailed, "its content does not decrypt with AesKey."));
        }

        try
        {
            var head = JsonSerializer.Deserialize(node.Span, AlipayJson.Default.AnswerHead) ?? new AnswerHead();
            return AnswerClass.Classify(method, head, node, isSigned);
        }
        catch (JsonException)
        {
            return GatewayAnswer.Untrusted(method, new VerificationFailure(VerificationFailureReason.MalformedBody, "its node is not the JSON of the protocol."));
        }
    }

    private void Log(string method, GatewayAnswer answer)
    {
        if (answer.Distrust is { } reason)
        {
            logger.AnswerNotTrusted(account.Name, method, reason);
        }
        else if (answer.Kind == AnswerKind.Unknown)
        {
            logger.NoAnswer(account.Name, method, answer.Error!.Message);
        }
        else if (answer.Kind == AnswerKind.Rejected)
        {
            logger.Refused(account.Name, method, answer.Error!.ChannelCode);
        }
        else
        {
            logger.Answered(account.Name, method);
        }
    }
}
