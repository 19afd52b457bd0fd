using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat.Identity;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Signing;

/// <summary>Writes an answer with its <c>Request-ID</c> and signs it with the key the client asked for.</summary>
internal sealed class ReplyWriter(SimulatorOptions options, PlatformSigning signing)
{
    private static readonly string[] OrderAmounts = ["total", "payer_total"];
    private static readonly string[] RefundAmounts = ["refund", "payer_refund"];

    /// <summary>Null merchant: nobody was authenticated, nothing is signed.</summary>
    public SimulatedReply Write(SimulatedRequest request, WeChatMerchant? merchant, WeChatAnswer answer)
    {
        var scenario = request.Scenario;
        if (answer.Body is { } content && answer.Status < 300)
        {
            Spoil(content, scenario);
        }

        var reply = new SimulatedReply
        {
            Status = answer.Status,
            ContentType = "application/json; charset=utf-8",
            Body = answer.Body is { } body ? Json.Bytes(body) : [],
        }.With("Request-ID", PlatformSigning.RequestId(answer.InternalCode));
        var signs = answer.Status < 300 || (options.WeChat.SignErrors && answer.Status < StatusCodes.Status500InternalServerError);
        if (merchant is null || !signs)
        {
            return reply;
        }

        reply.Headers.AddRange(signing.Headers(SignerFor(merchant, request.Header("Wechatpay-Serial")), reply.Body, scenario));
        if (scenario?.Kind == ScenarioKind.Tampered && reply.Body.Length > 0)
        {
            Tamper(reply.Body);
        }

        return reply;
    }

    /// <summary>The named key; a retired certificate is answered with its successor, as after a rotation.</summary>
    public PlatformSigner SignerFor(WeChatMerchant merchant, string? serial) =>
        serial == merchant.PublicKey.Serial || options.WeChat.PublicKeyOnly ? merchant.PublicKey : merchant.Platform;

    /// <summary>Changes one byte so that the JSON stays well-formed where it can: the last digit, else the byte before the end.</summary>
    public static void Tamper(byte[] body)
    {
        var at = body.AsSpan().LastIndexOfAnyInRange((byte)'0', (byte)'9');
        at = at < 0 ? body.Length - 1 : at;
        body[at] = body[at] == (byte)'9' ? (byte)'8' : (byte)(body[at] + 1);
    }

    /// <summary>Content scenarios on answers: another amount, other fields.</summary>
    public static void Spoil(JsonObject content, Scenario? scenario)
    {
        if (scenario?.Kind == ScenarioKind.WrongAmount && content["amount"] is JsonObject amount)
        {
            foreach (var name in amount.ContainsKey("refund") ? RefundAmounts : OrderAmounts)
            {
                if (amount[name] is { } was)
                {
                    amount[name] = scenario.Amount ?? (long)was + 1;
                }
            }
        }
        else if (scenario?.Kind == ScenarioKind.WrongAmount && content["transfer_amount"] is { } transferred)
        {
            content["transfer_amount"] = scenario.Amount ?? (long)transferred + 1;
        }
        else if (scenario is { Kind: ScenarioKind.WrongFields, Fields: { } fields })
        {
            Json.Merge(content, fields);
        }
    }
}
