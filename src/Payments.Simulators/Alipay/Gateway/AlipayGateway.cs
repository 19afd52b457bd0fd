using System.Net;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Methods;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Calls;
using Payments.Simulators.Payer;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay.Gateway;

/// <summary><c>/gateway.do</c>: parameters from query and body, checks, one method, a signed node (or, for jumps, the payer page).</summary>
internal sealed class AlipayGateway(
    AlipayMerchants merchants,
    AlipayBook book,
    AlipayCashier cashier,
    AlipayMethods methods,
    AlipayChecks checks,
    AlipayAnswerWriter writer,
    TimeProvider time)
{
    public CallSubject Describe(SimulatedRequest request)
    {
        var parsed = AlipayRequest.Parse(request.Context.Request.QueryString.Value ?? "", request.Body, merchants);
        request.Parsed = parsed;
        return new CallSubject(methods.Find(parsed.Method)?.Operation ?? parsed.Method, parsed.OrderNumber);
    }

    public SimulatedReply Handle(SimulatedRequest request)
    {
        var parsed = AlipayRequest.Of(request);
        var method = methods.Find(parsed.Method);
        var answer = Run(parsed, method, request.BaseAddress);
        return method is { OpensPage: true }
            ? Jump(answer, request.BaseAddress)
            : writer.Write(answer, parsed, request.Scenario);
    }

    /// <summary>The answer of a call the scenario lets fail.</summary>
    public SimulatedReply Fail(SimulatedRequest request, Scenario scenario) =>
        writer.Write(AlipayFailures.Of(scenario), AlipayRequest.Of(request), scenario: null, scenario.Status ?? StatusCodes.Status200OK);

    /// <summary>The order a mobile client's order string asks for, checked as a call of the gateway.</summary>
    public (AlipayTrade? Trade, AlipayAnswer Answer) OpenOrderString(string orderString)
    {
        var request = AlipayRequest.ParseOrderString(orderString, merchants);
        var method = methods.Find(request.Method);
        var answer = method is { OpensPage: true }
            ? Run(request, method, baseAddress: "")
            : AlipayAnswer.Invalid("isv.invalid-method", "不存在的方法名");
        if (!answer.IsAccepted) return (null, answer);
        lock (book.Lock)
        {
            return (book.FindByCode((string)answer.Fields[JumpPayMethod.PayerCode]!), answer);
        }
    }

    /// <summary>Checks and does a call; the method runs under the book's lock.</summary>
    public AlipayAnswer Run(AlipayRequest request, IAlipayMethod? method, string baseAddress)
    {
        var now = time.GetUtcNow();
        return checks.Refuse(request, method is not null, now) ?? RunChecked(request, method!, now, baseAddress);
    }

    /// <summary>Does a call whose proof was checked elsewhere.</summary>
    public AlipayAnswer RunChecked(AlipayRequest request, IAlipayMethod method, DateTimeOffset now, string baseAddress)
    {
        lock (book.Lock)
        {
            cashier.CloseExpired(now);
            try
            {
                return method.Run(new AlipayCall(request, now, baseAddress));
            }
            catch (AlipayRefusalException refusal)
            {
                return refusal.Answer;
            }
        }
    }

    private static SimulatedReply Jump(AlipayAnswer answer, string baseAddress)
    {
        if (answer.IsAccepted)
        {
            return new SimulatedReply { Status = StatusCodes.Status302Found }
                .With("Location", $"{baseAddress}{PayerEndpoints.Path}?code={(string)answer.Fields[JumpPayMethod.PayerCode]!}");
        }

        // Browsers get a page, not JSON; the real one shows the same two facts.
        var (code, message) = (WebUtility.HtmlEncode(answer.SubCode), WebUtility.HtmlEncode(answer.SubMessage));
        return SimulatedReply.Text(
            StatusCodes.Status200OK,
            "text/html;charset=utf-8",
            $"<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>支付宝</title></head><body><h1>系统有点儿忙</h1><p id=\"code\">错误代码 {code}</p><p id=\"message\">{message}</p></body></html>");
    }
}

internal static class AlipayFailures
{
    public static AlipayAnswer Of(Scenario scenario) => scenario.Kind switch
    {
        ScenarioKind.RateLimited => AlipayAnswer.Limited(),
        ScenarioKind.Refuse => AlipayAnswer.ForSubCode(scenario.Code ?? "ACQ.SYSTEM_ERROR", scenario.Message ?? "系统错误"),
        _ => AlipayAnswer.Unavailable(),
    };
}
