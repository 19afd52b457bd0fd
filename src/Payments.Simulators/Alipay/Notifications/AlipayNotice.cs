using System.Security.Cryptography;
using System.Text;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Notifications;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay.Notifications;

/// <summary>One notice: the same id and content over all deliveries, sent and signed afresh for each.</summary>
internal sealed class AlipayNotice(
    IReadOnlyList<KeyValuePair<string, string>> fields, AlipayTerms terms, AlipayPlatform platform, TimeProvider time)
{
    private const int StaleMilliseconds = 600_000;

    /// <summary><c>notify_id</c>: 34 hexadecimal digits.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(34, lowercase: true);

    public NoticeContent Build(Scenario? scenario)
    {
        var content = fields.ToDictionary(StringComparer.Ordinal);
        var sentAt = scenario?.Kind == ScenarioKind.StaleClock ? time.GetUtcNow() - scenario.Delay(StaleMilliseconds) : time.GetUtcNow();
        content["notify_time"] = AlipayTime.Format(sentAt);
        content["notify_id"] = Id;
        ChangeContent(content, scenario);
        Sign(content, scenario);
        if (scenario?.Kind == ScenarioKind.Tampered) content["total_amount"] = NextDigit(content["total_amount"]);

        var body = Encoding.ASCII.GetBytes(AlipayForm.Write(content, terms.Charset));
        return new NoticeContent($"application/x-www-form-urlencoded; charset={terms.CharsetName}", body, []);
    }

    private void ChangeContent(Dictionary<string, string> content, Scenario? scenario)
    {
        switch (scenario?.Kind)
        {
            case ScenarioKind.WrongAmount:
                content["total_amount"] = AlipayAmount.Format(scenario.Amount ?? terms.TotalFen + 1);
                break;
            case ScenarioKind.UnknownSerial:
                content["alipay_cert_sn"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
                break;
            case ScenarioKind.WrongFields when scenario.Fields is { } changes:
                foreach (var (name, value) in changes)
                {
                    if (value is null) content.Remove(name);
                    else content[name] = value.ToString();
                }

                break;
        }
    }

    private void Sign(Dictionary<string, string> content, Scenario? scenario)
    {
        if (scenario?.Kind == ScenarioKind.MissingHeaders) return;
        var key = scenario?.Kind is ScenarioKind.WrongSignature or ScenarioKind.Probe ? platform.Stranger : platform.Current.Key;
        var text = AlipaySigningText.ForNotification(content);
        content["sign_type"] = terms.SignType;
        content["sign"] = AlipaySignature.Sign(key, terms.SignType, terms.Charset, text);
    }

    private static string NextDigit(string amount) => $"{amount[..^1]}{(amount[^1] == '9' ? '0' : (char)(amount[^1] + 1))}";
}
