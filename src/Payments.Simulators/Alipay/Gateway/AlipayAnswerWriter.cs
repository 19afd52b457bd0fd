using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay.Gateway;

/// <summary>Puts an answer into its node and signs exactly the bytes of that node; scenarios spoil the result.</summary>
internal sealed class AlipayAnswerWriter(AlipayPlatform platform, AlipaySimulatorOptions options)
{
    private const string ErrorNode = "error_response";

    public SimulatedReply Write(AlipayAnswer answer, AlipayRequest request, Scenario? scenario, int status = 200)
    {
        var isPlainError = answer.IsFromGateway && (options.UnsignedErrorResponse || scenario?.Kind == ScenarioKind.UnsignedError);
        var nodeName = isPlainError ? ErrorNode : NodeName(request.Method);
        var node = NodeText(answer, request, scenario);
        var members = new List<(string Name, string Value)> { (nodeName, Tampered(node, scenario)) };
        if (!isPlainError) AddProof(members, node, request, scenario);
        if (scenario?.Kind == ScenarioKind.ReorderedMembers) members.Reverse();
        if (scenario?.Kind == ScenarioKind.DuplicateNode) members.Add((nodeName, Forged(answer)));

        var body = $"{{{string.Join(',', members.Select(static member => $"\"{member.Name}\":{member.Value}"))}}}";
        return new SimulatedReply
        {
            Status = status,
            ContentType = $"text/html;charset={(request.NamedCharset is null ? "utf-8" : NonEmpty(request["charset"]))}",
            Body = request.Charset.GetBytes(body),
        };
    }

    private void AddProof(List<(string Name, string Value)> members, string node, AlipayRequest request, Scenario? scenario)
    {
        var current = platform.Current;
        if (scenario?.Kind == ScenarioKind.UnknownSerial)
        {
            members.Add(("alipay_cert_sn", Quoted(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))));
        }
        else if (UsesCertificates(request))
        {
            members.Add(("alipay_cert_sn", Quoted(current.CertificateNumber)));
        }

        if (scenario?.Kind == ScenarioKind.MissingHeaders) return;
        var key = scenario?.Kind is ScenarioKind.WrongSignature or ScenarioKind.Probe ? platform.Stranger : current.Key;
        members.Add(("sign", Quoted(AlipaySignature.Sign(key, request.SignType, request.Charset, node))));
    }

    private bool UsesCertificates(AlipayRequest request) =>
        options.SigningMode == AlipaySigningMode.Certificate || (options.SigningMode == AlipaySigningMode.Either && request.NamesCertificate);

    private string NodeText(AlipayAnswer answer, AlipayRequest request, Scenario? scenario)
    {
        var content = answer.ToJson();
        switch (scenario?.Kind)
        {
            case ScenarioKind.WrongAmount when content["total_amount"] is { } total:
                var wrong = scenario.Amount ?? (AlipayAmount.Parse(total.ToString()) ?? 0) + 1;
                content["total_amount"] = AlipayAmount.Format(wrong);
                break;
            case ScenarioKind.WrongAmount when content["trans_amount"] is { } transferred:
                content["trans_amount"] = AlipayAmount.Format(scenario.Amount ?? (AlipayAmount.Parse(transferred.ToString()) ?? 0) + 1);
                break;
            case ScenarioKind.WrongFields when scenario.Fields is { } changes:
                Json.Merge(content, changes);
                break;
        }

        var text = Encoding.UTF8.GetString(Json.Bytes(content));
        if (options.EscapeSlashes) text = text.Replace("/", "\\/", StringComparison.Ordinal);

        // A refusal of the gateway comes as plain text: there may be no content key to write it with.
        return request.IsEncrypted && !answer.IsFromGateway && request.Merchant is { } merchant
            ? Quoted(AlipayContent.Encrypt(merchant.ContentKey, request.Charset, text))
            : text;
    }

    private static string Tampered(string node, Scenario? scenario)
    {
        if (scenario?.Kind != ScenarioKind.Tampered) return node;
        var at = node.LastIndexOfAny(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        return at < 0 ? $"{node} " : $"{node[..at]}{(node[at] == '9' ? '0' : (char)(node[at] + 1))}{node[(at + 1)..]}";
    }

    /// <summary>What an attacker would append: a second node of the same name, claiming success.</summary>
    private static string Forged(AlipayAnswer answer)
    {
        var content = AlipayAnswer.Success(answer.Fields).ToJson();
        content["trade_status"] = AlipayTradeStatus.TradeSuccess.Word();
        return Encoding.UTF8.GetString(Json.Bytes(content));
    }

    private static string NodeName(string method) =>
        method.Length is > 0 and <= 128 && method.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_')
            ? $"{method.Replace('.', '_')}_response"
            : ErrorNode;

    private static string NonEmpty(string charset) => charset.Length == 0 ? "utf-8" : charset;

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
