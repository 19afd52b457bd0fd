using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.Channels;

namespace Payments.AspNetCore.Operations;

/// <summary><c>GET /payments/operations/route?method=&amp;amount=&amp;currency=…</c>. Nothing is written or sent.</summary>
internal static class ExplainRoute
{
    private static readonly string[] Parameters = ["method", "amount", "currency", "merchantId", "orderNo", "channelAccount"];

    public static async Task RunAsync(HttpContext context)
    {
        var problems = new FieldProblems();
        var question = Read(QueryFields.Read(context.Request.Query, problems, Parameters), problems);
        if (problems.ToProblem("a question for a route") is { } problem)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var record = context.RequestServices.GetRequiredService<IChannelAccounts>().Explain(question);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, RouteView.Of(record), ApiJson.Instance.RouteView);
    }

    private static RouteQuestion Read(QueryFields query, FieldProblems problems) => new(
        PaymentFields.ReadMethod(query.Text("method", required: true), problems),
        ReadAmount(query, problems),
        query.Text("merchantId", required: false) ?? Merchants.Default,
        ReadOrderNo(query, problems),
        query.Text("channelAccount", required: false));

    private static Money ReadAmount(QueryFields query, FieldProblems problems)
    {
        var amount = query.Integer("amount", required: true);
        if (amount <= 0)
        {
            problems.Limit("amount", "counts minor units and is greater than zero.");
        }

        return query.Text("currency", required: true) is { } code && PaymentFields.ReadCurrency(code, "currency", problems) is { } currency && amount is { } units
            ? Money.FromMinorUnits(units, currency)
            : default;
    }

    private static OrderNo ReadOrderNo(QueryFields query, FieldProblems problems)
    {
        OrderNo orderNo = default;
        if (query.Text("orderNo", required: false) is { } text && !OrderNo.TryParse(text, out orderNo))
        {
            problems.Limit("orderNo", "is not an order number.");
        }

        return orderNo;
    }
}
