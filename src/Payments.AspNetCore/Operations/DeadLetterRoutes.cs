using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.AspNetCore.Webhooks;
using Payments.Storage;

namespace Payments.AspNetCore.Operations;

/// <summary><c>/payments/operations/dead-letters…</c>.</summary>
internal static class DeadLetterRoutes
{
    private static readonly string[] Parameters = ["max"];

    public static async Task ListAsync(HttpContext context)
    {
        var problems = new FieldProblems();
        var max = Paging.Max(QueryFields.Read(context.Request.Query, problems, Parameters), problems);
        if (problems.ToProblem("a question for dead letters") is { } problem)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var letters = await Store(context).ReadDeadLettersAsync(max, context.RequestAborted);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, new DeadLetterList([.. letters.Select(DeadLetterView.Of)]), ApiJson.Instance.DeadLetterList);
    }

    public static async Task ReplayAsync(HttpContext context)
    {
        var eventId = context.Request.RouteValues["eventId"] as string ?? "";
        var time = context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;
        if (!await Store(context).ReplayDeadLetterAsync(eventId, time.GetUtcNow(), context.RequestAborted))
        {
            await Responses.WriteAsync(context, Problem.DeadLetterNotFound());
            return;
        }

        await Responses.WriteAsync(context, StatusCodes.Status200OK, new ReplayView(1), ApiJson.Instance.ReplayView);
    }

    private static IPaymentStore Store(HttpContext context) => context.RequestServices.GetRequiredService<IPaymentStore>();
}

/// <summary>Events nobody took, oldest first.</summary>
internal sealed record DeadLetterList(IReadOnlyList<DeadLetterView> DeadLetters);

/// <summary>An event that was given up, as an operator sees it: no payer, no body.</summary>
internal sealed record DeadLetterView
{
    public required string EventId { get; init; }

    public required string Type { get; init; }

    public required string OrderNo { get; init; }

    public required string MerchantId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>How many deliveries were tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>The subscribers that have it all the same; a replay goes to the others.</summary>
    public required IReadOnlyList<string> DeliveredTo { get; init; }

    public string? LastError { get; init; }

    public static DeadLetterView Of(OutboxItem item) => new()
    {
        EventId = item.Event.EventId,
        Type = item.Event.Type,
        OrderNo = item.Event.OrderNo.Value,
        MerchantId = item.Event.Order.MerchantId,
        OccurredAt = item.Event.OccurredAt,
        Attempts = item.Attempts,
        DeliveredTo = item.DeliveredTo,
        LastError = item.LastError,
    };
}
