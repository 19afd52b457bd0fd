using System.Globalization;
using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Options;
using Payments.Channels.Alipay.Orders;

namespace Payments.Channels.Alipay.SelfTest;

/// <summary>
/// Checks an account against the real gateway with one question about a trade that cannot exist: the expected refusal proves the application,
/// both keys, the content key and, by its Date header, the clock.
/// </summary>
internal sealed class AlipaySelfTest(AlipayAccount account, GatewayClient client, TimeProvider time)
{
    private const string ImpossibleNumber = "payments_sdk_self_test_0";

    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<ConfigurationProblem>> TestAsync(CancellationToken cancellationToken)
    {
        var problems = new SettingProblems(account.Path);
        try
        {
            var call = new GatewayCall("alipay.trade.query", TradeContents.NameOnly(ImpossibleNumber)) { SafeToRepeat = true };
            var answer = await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
            Judge(answer, problems);
            CheckClock(answer.ServerTime, problems);
        }
        catch (ChannelUnreachableException fault)
        {
            problems.Add(nameof(AlipayOptions.GatewayUrl), fault.Error.Message, fault.Error.Remedy);
        }

        return problems.Found;
    }

    private static void Judge(GatewayAnswer answer, SettingProblems problems)
    {
        if (answer.Kind == AnswerKind.Success || answer is { Kind: AnswerKind.Rejected, Name: "TRADE_NOT_EXIST" })
        {
            return;
        }

        problems.Add(SettingOf(answer), answer.Error!.Message, answer.Error.Remedy);
    }

    private static string SettingOf(GatewayAnswer answer) => answer switch
    {
        { Distrust: VerificationFailureReason.DecryptionFailed } => nameof(AlipayOptions.AesKey),
        { Distrust: VerificationFailureReason.UnknownSerial } => nameof(AlipayOptions.AlipayRootCertificate),
        { Distrust: VerificationFailureReason.BodyChanged } => nameof(AlipayOptions.AlipayPublicKey),
        { Distrust: not null } => nameof(AlipayOptions.GatewayUrl),
        { Name: "INVALID_SIGNATURE" } => nameof(AlipayOptions.AppPrivateKey),
        { Name: "MISSING_APP_CERT_SN" or "APP_CERT_NOT_EXIST" or "APP_CERT_EXPIRED" } => nameof(AlipayOptions.AppCertificate),
        { Name: "MISSING_ALIPAY_ROOT_CERT_SN" or "INVALID_ALIPAY_ROOT_CERT_SN" } => nameof(AlipayOptions.AlipayRootCertificate),
        { Name: var name } when name.Contains("ENCRYPT", StringComparison.Ordinal) || name.Contains("DECRYPT", StringComparison.Ordinal) => nameof(AlipayOptions.AesKey),
        { Name: var name } when name.Contains("AUTH_TOKEN", StringComparison.Ordinal) => nameof(AlipayOptions.AppAuthToken),
        { Kind: AnswerKind.Rejected } => nameof(AlipayOptions.AppId),
        _ => nameof(AlipayOptions.GatewayUrl),
    };

    private void CheckClock(DateTimeOffset? serverTime, SettingProblems problems)
    {
        var now = time.GetUtcNow();
        if (serverTime is { } theirs && (now - theirs).Duration() > MostSkew)
        {
            problems.Add(
                "(clock)",
                string.Create(CultureInfo.InvariantCulture, $"This host's clock says {now:u}, Alipay's says {theirs:u}."),
                "Synchronise the host's clock: requests and callbacks carry times that both sides check.");
        }
    }
}
