using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.Reconciliation;

namespace Payments.AspNetCore.Reconciliation;

internal static class ReconciliationRoutes
{
    private const string Json = "application/json";

    public static void Map(RouteGroupBuilder group, RouteNames names)
    {
        var routes = group.MapGroup("/reconciliation").WithTags("Reconciliation");
        routes.MapGet("/runs", ErrorBoundary.Around(RunRoutes.ListAsync)).WithName(names.Of("readReconciliationRuns"))
            .WithSummary("Lists runs, the newest day first.").WithMetadata(Produces<RunList>(200), Refuses(400), Refuses(422));
        routes.MapPost("/runs", ErrorBoundary.Around(RunRoutes.StartAsync)).WithName(names.Of("startReconciliationRun"))
            .WithSummary("Has a past day done, or done again.").WithMetadata(Produces<ReconciliationRun>(202), Refuses(400), Refuses(409), Refuses(413), Refuses(415), Refuses(422));
        routes.MapGet("/runs/{runId}", ErrorBoundary.Around(RunRoutes.GetAsync)).WithName(names.Of("readReconciliationRun"))
            .WithSummary("Shows a run with its totals.").WithMetadata(Produces<ReconciliationRun>(200), Refuses(404));
        routes.MapGet("/runs/{runId}/files/{name}", ErrorBoundary.Around(RunRoutes.DownloadAsync)).WithName(names.Of("downloadReconciliationFile"))
            .WithSummary("Downloads the bill, a result or a report from the archive.").WithMetadata(Refuses(404));
        routes.MapGet("/breaks", ErrorBoundary.Around(BreakRoutes.ListAsync)).WithName(names.Of("readBreaks"))
            .WithSummary("Lists breaks, the oldest day first.").WithMetadata(Produces<BreakList>(200), Refuses(400), Refuses(422));
        routes.MapGet("/breaks/counts", ErrorBoundary.Around(BreakRoutes.CountAsync)).WithName(names.Of("countBreaks"))
            .WithSummary("Counts breaks by account, day, bucket, state and currency.").WithMetadata(Produces<BreakCountList>(200), Refuses(400), Refuses(422));
        routes.MapGet("/breaks/{breakId}", ErrorBoundary.Around(BreakRoutes.GetAsync)).WithName(names.Of("readBreak"))
            .WithSummary("Shows a break with its history.").WithMetadata(Produces<BreakView>(200), Refuses(404));
        routes.MapPost("/breaks/{breakId}/actions", ErrorBoundary.Around(BreakRoutes.ActAsync)).WithName(names.Of("actOnBreak"))
            .WithSummary("Takes a break up, holds, resolves, approves, refuses, reopens it, or writes something down.")
            .WithMetadata(Produces<BreakView>(200), Refuses(400), Refuses(403), Refuses(404), Refuses(409), Refuses(413), Refuses(415), Refuses(422));
    }

    private static ProducesResponseTypeMetadata Produces<T>(int status) => new(status, typeof(T), [Json]);

    private static ProducesResponseTypeMetadata Refuses(int status) => new(status, typeof(Problem), [Problem.ContentType]);
}
