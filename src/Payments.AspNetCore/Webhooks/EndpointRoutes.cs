using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.Webhooks;

namespace Payments.AspNetCore.Webhooks;

/// <summary><c>/payments/operations/webhooks…</c>: endpoints.</summary>
internal static class EndpointRoutes
{
    private const int MostOverlapHours = 30 * 24;

    private static readonly string[] ListParameters = ["merchantId", "after", "max"];
    private static readonly string[] RegisterMembers = ["url", "merchantId", "eventTypes", "secret"];
    private static readonly string[] DisableMembers = ["reason"];
    private static readonly string[] RotateMembers = ["overlapHours"];

    public static async Task ListAsync(HttpContext context)
    {
        var problems = new FieldProblems();
        var query = QueryFields.Read(context.Request.Query, problems, ListParameters);
        var (merchantId, after, max) = (query.Text("merchantId", required: false), query.Text("after", required: false), Paging.Max(query, problems));
        if (problems.ToProblem("a question for endpoints") is { } problem)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var found = await Store(context).ReadEndpointsAsync(merchantId, after, max, context.RequestAborted);
        var list = new EndpointList([.. found.Select(EndpointView.Of)], found.Count == max ? found[^1].EndpointId : null);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, list, ApiJson.Instance.EndpointList);
    }

    public static async Task RegisterAsync(HttpContext context)
    {
        var body = await StrictBody.ReadAsync(context, "an endpoint", RegisterMembers, static (body, problems) => new RegisterWebhook
        {
            Url = body.Text("url", required: true)!,
            MerchantId = body.Text("merchantId", required: false) ?? Merchants.Default,
            EventTypes = body.Texts("eventTypes"),
            Secret = ReadSecret(body.Text("secret", required: false), problems),
        });
        if (body.IsWrong(out var problem, out var request))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var endpoint = await Desk(context).RegisterAsync(request, context.RequestAborted);
        context.Response.Headers.Location = Locations.Below(context.Request, endpoint.EndpointId);
        await Responses.WriteAsync(context, StatusCodes.Status201Created, EndpointView.Of(endpoint, showSecret: true), ApiJson.Instance.EndpointView);
    }

    public static async Task GetAsync(HttpContext context) =>
        await AnswerAsync(context, await Store(context).FindEndpointAsync(IdOf(context), context.RequestAborted), showSecret: false);

    public static async Task VerifyAsync(HttpContext context)
    {
        var endpoint = await Desk(context).VerifyAsync(IdOf(context), context.RequestAborted);
        if (endpoint?.Reason is { } reason)
        {
            await Responses.WriteAsync(context, WebhookProblems.ChallengeFailed(reason));
            return;
        }

        await AnswerAsync(context, endpoint, showSecret: false);
    }

    public static async Task DisableAsync(HttpContext context)
    {
        var body = await StrictBody.ReadAsync(context, "a reason", DisableMembers, static (body, _) => body.Text("reason", required: true) ?? "");
        if (body.IsWrong(out var problem, out var reason))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        await AnswerAsync(context, await Desk(context).DisableAsync(IdOf(context), reason, context.RequestAborted), showSecret: false);
    }

    public static async Task RotateAsync(HttpContext context)
    {
        var body = await StrictBody.ReadAsync(context, "a rotation", RotateMembers, static (body, problems) => new Rotation(ReadOverlap(body.Integer("overlapHours", required: false), problems)));
        if (body.IsWrong(out var problem, out var rotation))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        await AnswerAsync(context, await Desk(context).RotateSecretAsync(IdOf(context), rotation.Overlap, context.RequestAborted), showSecret: true);
    }

    public static string IdOf(HttpContext context) => context.Request.RouteValues["endpointId"] as string ?? "";

    public static IWebhookStore Store(HttpContext context) => context.RequestServices.GetRequiredService<IWebhookStore>();

    public static IWebhooks Desk(HttpContext context) => context.RequestServices.GetRequiredService<IWebhooks>();

    private static Task AnswerAsync(HttpContext context, WebhookEndpoint? endpoint, bool showSecret) => endpoint is null
        ? Responses.WriteAsync(context, WebhookProblems.EndpointNotFound())
        : Responses.WriteAsync(context, StatusCodes.Status200OK, EndpointView.Of(endpoint, showSecret), ApiJson.Instance.EndpointView);

    private static WebhookSecret? ReadSecret(string? text, FieldProblems problems)
    {
        WebhookSecret? secret = null;
        if (text is not null && !WebhookSecret.TryParse(text, out secret))
        {
            problems.Limit("secret", "is whsec_ and the Base64 of 24 to 64 bytes.");
        }

        return secret;
    }

    private static TimeSpan? ReadOverlap(long? hours, FieldProblems problems)
    {
        if (hours is < 0 or > MostOverlapHours)
        {
            problems.Limit("overlapHours", "is 0 to 720.");
            return null;
        }

        return hours is { } some ? TimeSpan.FromHours(some) : null;
    }

    private sealed record Rotation(TimeSpan? Overlap);
}
