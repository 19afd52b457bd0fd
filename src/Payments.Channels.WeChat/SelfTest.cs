using System.Globalization;
using Payments.Channels.WeChat.Certificates;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;
using Payments.Channels.WeChat.Signing;

namespace Payments.Channels.WeChat;

/// <summary>Asks the real channel one harmless question, and reads from the answer what the settings are worth.</summary>
internal sealed class SelfTest(
    string path, Merchant merchant, PlatformKeys keys, PlatformCertificates certificates, SignatureVerifier verifier, WeChatHttp http, TimeProvider time)
{
    // A fifth of what WeChat Pay tolerates: enough to act before it hurts.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<ConfigurationProblem>> RunAsync(CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        if (certificates.IsEnabled && await certificates.Fetch().WaitAsync(cancellationToken).ConfigureAwait(false) is { } fault)
        {
            problems.Add(new(
                path + ":UsePlatformCertificates",
                "The platform certificates cannot be had: " + fault,
                "Compare ApiV3Key, MchId and MerchantSerialNo with the merchant console; merchants with a public key only leave this setting off."));
        }

        try
        {
            // Named like on every other call: unnamed, WeChat Pay signs with a certificate the account may not have.
            var call = new WeChatCall("self test", HttpMethod.Get, QueryOfNothing()) { PlatformSerial = keys.ForRequests(time.GetUtcNow())?.Serial };
            var exchange = await http.SendAsync(call, cancellationToken).ConfigureAwait(false);
            Read(exchange, problems);
            await CheckSignatureAsync(exchange, problems, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException unreachable)
        {
            problems.Add(new(path + ":BaseUrl", unreachable.Error.Message, unreachable.Error.Remedy));
        }

        return problems;
    }

    // No order of ours has this number: its characters are not all in our alphabet.
    private string QueryOfNothing() =>
        $"{merchant.OrderPath}out-trade-no/SELF-TEST-NO-SUCH-ORDER?"
        + (merchant.IsPartner ? $"sp_mchid={Uri.EscapeDataString(merchant.MchId)}&sub_mchid={Uri.EscapeDataString(merchant.SubMchId!)}" : $"mchid={Uri.EscapeDataString(merchant.MchId)}");

    private void Read(Exchange exchange, List<ConfigurationProblem> problems)
    {
        if (exchange.Reply is not { } reply)
        {
            problems.Add(new(path + ":BaseUrl", "The signed call got no answer: " + exchange.Fault, "Check the network and the channel's status."));
            return;
        }

        if (reply.ServerTime is { } theirs && (time.GetUtcNow() - theirs).Duration() > MaxClockDifference)
        {
            problems.Add(new(
                path,
                string.Create(CultureInfo.InvariantCulture, $"This machine's clock says {time.GetUtcNow():u}, the channel's {theirs:u}."),
                "Keep the clock by NTP: at five minutes WeChat Pay refuses every call, and its callbacks are refused here."));
        }

        var answer = ErrorAnswer.Read(reply.Body);
        var code = ChannelErrors.Normalise(answer.Code);
        switch (code)
        {
            case "ORDERNOTEXIST" or "RESOURCENOTEXISTS":
                break;
            case "SIGNERROR":
                problems.Add(new(
                    path + ":PrivateKey",
                    "WeChat Pay does not accept the signature: the private key, MerchantSerialNo and MchId do not belong together, or the clock is wrong.",
                    "Take apiclient_key.pem and the serial number of the same certificate from the merchant console."));
                break;
            case "MCHNOTEXISTS" or "PARAMERROR" or "NOAUTH":
                problems.Add(new(path + (merchant.IsPartner ? ":SubMchId" : ":MchId"), $"WeChat Pay answers {code}.", "Compare the merchant numbers with the merchant console."));
                break;
            default:
                problems.Add(new(path + ":BaseUrl", $"WeChat Pay answered HTTP {reply.Status} {answer.Code} to a harmless query.", "Check the address and the channel's status."));
                break;
        }
    }

    // WeChat Pay signs this error answer too, as a rule; where it does, the verifying key proves itself.
    private async Task CheckSignatureAsync(Exchange exchange, List<ConfigurationProblem> problems, CancellationToken cancellationToken)
    {
        if (exchange.Reply is not { } reply || reply.Header(SignatureHeaders.SignatureName).Count == 0)
        {
            return;
        }

        var failure = SignatureHeaders.Read(reply.Header, out var headers)
            ?? await verifier.VerifyAsync(headers, reply.Body, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (failure is not null and not { Reason: VerificationFailureReason.SignatureProbe or VerificationFailureReason.ClockSkew })
        {
            problems.Add(new(
                path + (certificates.IsEnabled ? ":UsePlatformCertificates" : ":PublicKey"),
                $"The channel's own answer does not verify ({failure.Reason}): {failure.Detail}",
                "Take the WeChat Pay public key and its id from the merchant console's API security page."));
        }
    }
}
