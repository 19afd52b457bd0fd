using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Orders;

/// <summary>
/// Reads the body of <c>POST /payments/orders</c> strictly: a misspelt member that was silently ignored would be a payment other than the one meant.
/// </summary>
internal static class CreateOrderBody
{
    private const int MaxDepth = 8;

    private static readonly string[] Members =
        ["merchantOrderNo", "amount", "method", "subject", "channelAccount", "payer", "expiresInSeconds", "returnUrl"];

    private static readonly string[] AmountMembers = ["currency", "minorUnits"];
    private static readonly string[] PayerMembers = ["id", "ipAddress", "authCode"];

    public static bool TryRead(
        ReadOnlyMemory<byte> json,
        string merchantId,
        [NotNullWhen(true)] out CreateOrderRequest? request,
        [NotNullWhen(false)] out Problem? problem)
    {
        request = null;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            problem = document.RootElement.ValueKind == JsonValueKind.Object ? null : NotJson("it is not an object");
            return problem is null && TryRead(document.RootElement, merchantId, out request, out problem);
        }
        catch (JsonException exception)
        {
            problem = NotJson($"reading stops at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
            return false;
        }
    }

    private static bool TryRead(
        JsonElement root,
        string merchantId,
        [NotNullWhen(true)] out CreateOrderRequest? request,
        [NotNullWhen(false)] out Problem? problem)
    {
        var problems = new FieldProblems();
        var body = JsonFields.Read(root, "", problems, Members);
        var merchantOrderNo = body.Text("merchantOrderNo", required: true);
        var amount = ReadAmount(body, problems);
        var method = ReadMethod(body, problems);
        var subject = body.Text("subject", required: true);
        var channelAccount = body.Text("channelAccount", required: false);
        var payer = ReadPayer(body);
        var expiresIn = body.Integer("expiresInSeconds", required: false);
        var returnUrl = body.Text("returnUrl", required: false);

        problem = problems.ToProblem();
        request = problem is not null ? null : new CreateOrderRequest
        {
            MerchantId = merchantId,
            MerchantOrderNo = merchantOrderNo!,
            Amount = amount,
            Method = method,
            Subject = subject!,
            ChannelAccount = channelAccount,
            Payer = payer,
            // Clamped only so that it fits a TimeSpan: the engine's limits are far inside.
            ExpiresIn = expiresIn is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, -1, int.MaxValue)) : null,
            ReturnUrl = returnUrl,
        };
        return problem is null;
    }

    private static Money ReadAmount(JsonFields body, FieldProblems problems)
    {
        var amount = body.Object("amount", required: true, AmountMembers);
        var code = amount?.Text("currency", required: true);
        var minorUnits = amount?.Integer("minorUnits", required: true);
        if (code is null)
        {
            return default;
        }

        if (!Currency.TryParse(code, out var currency))
        {
            problems.Limit(amount!.PathOf("currency"), "must be the upper-case ISO 4217 code of a payable currency, as CNY.");
            return default;
        }

        return minorUnits is { } units ? Money.FromMinorUnits(units, currency) : default;
    }

    private static PaymentMethod ReadMethod(JsonFields body, FieldProblems problems)
    {
        if (body.Text("method", required: true) is not { } text)
        {
            return default;
        }

        if (!PaymentMethod.TryParse(text, out var method))
        {
            problems.Limit("method", "reads channel.product in lower case, as wechat.native.");
        }

        return method;
    }

    private static Payer? ReadPayer(JsonFields body)
    {
        if (body.Object("payer", required: false, PayerMembers) is not { } payer)
        {
            return null;
        }

        return new Payer
        {
            Id = Hidden(payer.Text("id", required: false)),
            IpAddress = payer.Text("ipAddress", required: false),
            AuthCode = Hidden(payer.Text("authCode", required: false)),
        };
    }

    private static PayerId? Hidden(string? text) => text is null ? null : new PayerId(text);

    private static Problem NotJson(string fault) => Problem.InvalidRequest(
        StatusCodes.Status400BadRequest,
        $"The body is not a JSON object: {fault}.",
        "Send one JSON object in UTF-8, without byte order mark, comments or trailing commas.");
}
