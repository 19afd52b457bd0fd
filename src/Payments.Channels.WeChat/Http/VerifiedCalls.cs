using Microsoft.Extensions.Logging;
using Payments.Channels.WeChat.Certificates;
using Payments.Channels.WeChat.Signing;

namespace Payments.Channels.WeChat.Http;

/// <summary>Calls whose answers are verified before anybody reads them.</summary>
internal sealed class VerifiedCalls(
    WeChatHttp http, PlatformKeys keys, PlatformCertificates certificates, SignatureVerifier verifier, TimeProvider time, ILogger logger)
{
    /// <summary>WeChat Pay's code for "the payer is entering a password".</summary>
    public const string UserPaying = "USERPAYING";

    /// <summary>Sends the call and tells a decision from an uncertainty.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<WeChatReply> SendAsync(WeChatCall call, CancellationToken cancellationToken)
    {
        await certificates.EnsureAnyAsync(cancellationToken).ConfigureAwait(false);
        var named = call.PlatformSerial is null ? call with { PlatformSerial = keys.ForRequests(time.GetUtcNow())?.Serial } : call;
        var exchange = await http.SendAsync(named, cancellationToken).ConfigureAwait(false);
        var reply = await ClassifyAsync(call, exchange, cancellationToken).ConfigureAwait(false);
        switch (reply)
        {
            case WeChatReply.Uncertain uncertain:
                Log.CallUncertain(logger, http.Account, call.Operation, uncertain.Error.Message, exchange.Reply?.RequestId ?? "-");
                break;
            case WeChatReply.Refusal refusal:
                Log.CallRefused(logger, http.Account, call.Operation, refusal.Status, refusal.Code, exchange.Reply?.RequestId ?? "-");
                break;
        }

        return reply;
    }

    /// <summary>Tells what an error answer means; <see langword="null"/> for an answer of success, which must be verified first.</summary>
    public static WeChatReply? ClassifyError(WeChatCall call, RawReply reply, bool mayHaveArrivedBefore)
    {
        if (reply.IsSuccess && reply.Status != 202)
        {
            return null;
        }

        var answer = ErrorAnswer.Read(reply.Body);
        var error = ChannelErrors.OfAnswer(call, reply, answer);
        var code = ChannelErrors.Normalise(answer.Code);

        // A 4xx without WeChat Pay's own words comes from something in between; what that refused, WeChat Pay may have seen or not.
        var isDecision = code.Length > 0 && reply.Status is >= 400 and < 500;
        return isDecision && code is not ("SYSTEMERROR" or "BIZERRNEEDRETRY" or "BANKERROR" or "SERVICEUNAVAILABLE" or UserPaying)
            ? new WeChatReply.Refusal(reply.Status, code, reply.InternalCode, answer.Message ?? "", error, mayHaveArrivedBefore)
            : new WeChatReply.Uncertain(error with { Code = PaymentErrorCodes.ChannelNoAnswer, Remedy = ChannelErrors.AskRemedy });
    }

    private async Task<WeChatReply> ClassifyAsync(WeChatCall call, Exchange exchange, CancellationToken cancellationToken)
    {
        if (exchange.Reply is not { } reply)
        {
            return new WeChatReply.Uncertain(ChannelErrors.NoAnswer(call.Operation, exchange.Fault));
        }

        if (reply.IsOverflow)
        {
            return new WeChatReply.Uncertain(ChannelErrors.Malformed(call.Operation, $"it is longer than {WeChatHttp.MaxBody} bytes."));
        }

        if (ClassifyError(call, reply, exchange.MayHaveArrivedBefore) is { } error)
        {
            return error;
        }

        var failure = await VerifyAsync(reply, cancellationToken).ConfigureAwait(false);
        return failure is null
            ? new WeChatReply.Success(reply.Status, reply.Body, reply.RequestId)
            : new WeChatReply.Uncertain(ChannelErrors.Untrusted(call.Operation, failure));
    }

    private async ValueTask<VerificationFailure?> VerifyAsync(RawReply reply, CancellationToken cancellationToken)
    {
        if (reply.Header(SignatureHeaders.SignatureName).Count == 0 && reply.Header(SignatureHeaders.SerialName).Count == 0)
        {
            return new(VerificationFailureReason.Unsigned, "It carries no signature. Something in between may have answered in WeChat Pay's place, or removed the Wechatpay-* headers.");
        }

        return SignatureHeaders.Read(reply.Header, out var headers)
            ?? await verifier.VerifyAsync(headers, reply.Body, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
    }
}
