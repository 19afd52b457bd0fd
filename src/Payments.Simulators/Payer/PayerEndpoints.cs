using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Payments.Simulators.Channels;

namespace Payments.Simulators.Payer;

/// <summary>What the payer's phone would show: <c>/_sim/payer?code=…</c> or <c>?channel=…&amp;outTradeNo=…</c>.</summary>
internal static class PayerEndpoints
{
    public const string Path = "/_sim/payer";

    public static void Map(IEndpointRouteBuilder endpoints, SimulatorWorld world)
    {
        endpoints.MapGet(Path, context => ShowAsync(context, world)).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapPost(Path, context => DecideAsync(context, world)).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Shows the page for an order a channel found behind one of its own addresses.</summary>
    public static Task ShowAsync(HttpContext context, PayerOrder? order, string? returnUrl) => order is null
        ? WriteAsync(context, StatusCodes.Status404NotFound, PayerPage.Message("Nothing to pay here", "The code is unknown or no longer valid. Ask the shop for a new one.", null))
        : WriteAsync(context, StatusCodes.Status200OK, PayerPage.Ask(order, WebUrl(returnUrl) ?? WebUrl(order.ReturnUrl)));

    private static Task ShowAsync(HttpContext context, SimulatorWorld world)
    {
        var query = context.Request.Query;
        var order = (string?)query["code"] is { Length: > 0 } code
            ? world.Channels.Select(channel => channel.FindByCode(code)).FirstOrDefault(static found => found is not null)
            : world.FindChannel(query["channel"])?.Find((string?)query["outTradeNo"] ?? "");
        return ShowAsync(context, order, query["returnUrl"]);
    }

    private static async Task DecideAsync(HttpContext context, SimulatorWorld world)
    {
        if (!context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var returnUrl = WebUrl(form["returnUrl"]);
        if (form["decision"] != "pay")
        {
            await WriteAsync(context, StatusCodes.Status200OK, PayerPage.Message("Cancelled", "Nothing was paid.", returnUrl));
            return;
        }

        var channel = world.FindChannel(form["channel"]);
        var answer = channel?.Pay(new PayerCommand((string?)form["outTradeNo"] ?? "", ReturnUrl: returnUrl))
            ?? PayerAnswer.Refused(StatusCodes.Status404NotFound, "UNKNOWN_CHANNEL", "There is no such channel.");
        await (answer.Status == StatusCodes.Status200OK
            ? WriteAsync(context, answer.Status, PayerPage.Paid(channel!.Find(form["outTradeNo"]!), WebUrl(answer.ReturnUrl) ?? returnUrl))
            : WriteAsync(context, answer.Status, PayerPage.Message("Not paid", (string?)answer.Body["message"] ?? "", returnUrl)));
    }

    /// <summary>Only web addresses: nothing that a browser would run.</summary>
    private static string? WebUrl(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? url : null;

    private static Task WriteAsync(HttpContext context, int status, string html)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }
}
