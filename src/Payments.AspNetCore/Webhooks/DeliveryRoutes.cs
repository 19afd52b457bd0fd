using System.Globalization;
using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.Webhooks;

namespace Payments.AspNetCore.Webhooks;

/// <summary><c>/payments/operations/webhooks/{endpointId}/deliveries…</c>.</summary>
internal static class DeliveryRoutes
{
    private const int MostAttempts = 1_000;

    private static readonly string[] ListParameters = ["state", "before", "max"];
    private static readonly string[] ReplayMembers = ["since"];

    public static async Task ListAsync(HttpContext context)
    {
        var problems = new FieldProblems();
        var query = QueryFields.Read(context.Request.Query, problems, ListParameters);
        var question = new ReadWebhookDeliveries(EndpointRoutes.IdOf(context), ReadState(query.Text("state", required: false), problems), query.Text("before", required: false), Paging.Max(query, problems));
        if (problems.ToProblem("a question for deliveries") is { } problem)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var store = EndpointRoutes.Store(context);
        if (await store.FindEndpointAsync(question.EndpointId, context.RequestAborted) is null)
        {
            await Responses.WriteAsync(context, WebhookProblems.EndpointNotFound());
            return;
        }

        var found = await store.ReadDeliveriesAsync(question, context.RequestAborted);
        var list = new DeliveryList([.. found.Select(DeliveryView.Of)], found.Count == question.Max ? found[^1].EventId : null);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, list, ApiJson.Instance.DeliveryList);
    }

    public static async Task GetAsync(HttpContext context)
    {
        var (endpointId, eventId) = (EndpointRoutes.IdOf(context), EventOf(context));
        var store = EndpointRoutes.Store(context);
        if (await store.FindDeliveryAsync(endpointId, eventId, context.RequestAborted) is not { } delivery)
        {
            await Responses.WriteAsync(context, WebhookProblems.DeliveryNotFound());
            return;
        }

        var attempts = await store.ReadAttemptsAsync(endpointId, eventId, MostAttempts, context.RequestAborted);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, DeliveryView.Of(delivery, attempts), ApiJson.Instance.DeliveryView);
    }

    public static async Task ReplayAsync(HttpContext context)
    {
        var (endpointId, eventId) = (EndpointRoutes.IdOf(context), EventOf(context));
        var isDue = await EndpointRoutes.Desk(context).ReplayAsync(endpointId, eventId, context.RequestAborted);
        if (await EndpointRoutes.Store(context).FindDeliveryAsync(endpointId, eventId, context.RequestAborted) is not { } delivery)
        {
            await Responses.WriteAsync(context, WebhookProblems.DeliveryNotFound());
        }
        else if (!isDue)
        {
            await Responses.WriteAsync(context, WebhookProblems.NotReplayable());
        }
        else
        {
            await Responses.WriteAsync(context, StatusCodes.Status200OK, DeliveryView.Of(delivery), ApiJson.Instance.DeliveryView);
        }
    }

    public static async Task ReplayUndeliveredAsync(HttpContext context)
    {
        var body = await StrictBody.ReadAsync(context, "a wish to send again", ReplayMembers, static (body, problems) => new Wish(ReadTime(body.Text("since", required: true), problems)));
        if (body.IsWrong(out var problem, out var wish))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        if (await EndpointRoutes.Store(context).FindEndpointAsync(EndpointRoutes.IdOf(context), context.RequestAborted) is null)
        {
            await Responses.WriteAsync(context, WebhookProblems.EndpointNotFound());
            return;
        }

        var count = await EndpointRoutes.Desk(context).ReplayUndeliveredAsync(EndpointRoutes.IdOf(context), wish.Since, context.RequestAborted);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, new ReplayView(count), ApiJson.Instance.ReplayView);
    }

    private static string EventOf(HttpContext context) => context.Request.RouteValues["eventId"] as string ?? "";

    private static WebhookDeliveryState? ReadState(string? text, FieldProblems problems)
    {
        foreach (var state in Enum.GetValues<WebhookDeliveryState>())
        {
            if (string.Equals(state.ToString(), text, StringComparison.Ordinal))
            {
                return state;
            }
        }

        if (text is not null)
        {
            problems.Limit("state", "is Pending, Delivered, Failed or Cancelled.");
        }

        return null;
    }

    private static DateTimeOffset ReadTime(string? text, FieldProblems problems)
    {
        DateTimeOffset time = default;
        if (text is not null && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
        {
            problems.Limit("since", "is a time, as 2026-03-04T05:06:07Z.");
        }

        return time;
    }

    private sealed record Wish(DateTimeOffset Since);
}
