using Microsoft.AspNetCore.Http.HttpResults;
using Payments;
using Payments.Channels;
using Payments.Reconciliation;

namespace MerchantWeb.Shop;

/// <summary>
/// The shop's books: each day of each account against the channel's bill. They can be looked at and done again, which changes nothing where nothing
/// changed; differences are settled through <c>MapPaymentReconciliation()</c>, by people who are known.
/// </summary>
internal static class BooksExtensions
{
    private const int MostRuns = 100;
    private const string NotBegun = "NotBegun";
    private const string Person = "books page";
    private const string Report = "report.html";

    public static void MapBooks(this WebApplication app)
    {
        app.MapGet("/shop/books", ReadAsync);
        app.MapPost("/shop/books/yesterday", StartAsync);
        app.MapGet("/shop/books/{runId}/report", ShowReportAsync);
    }

    private static async Task<Ok<Books>> ReadAsync(HttpResponse response, IReconciliation reconciliation, IPaymentChannels channels, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        var runs = await reconciliation.ReadRunsAsync(new ReadRuns { Max = MostRuns }, cancellationToken);
        var known = runs.Where(static run => run.Kind == StatementKind.Trades).ToDictionary(static run => run.RunId, StringComparer.Ordinal);
        var missing = Yesterday(reconciliation, channels).Where(each => !known.ContainsKey(ReconciliationRun.IdOf(each.Account, each.Day, StatementKind.Trades)));
        var days = known.Values.Select(run => View(run, reconciliation.TodayOf(run.ChannelAccount)))
            .Concat(missing.Select(static each => new BookedDay(each.Account, each.Day, IsYesterday: true, NotBegun)));
        return TypedResults.Ok(new Books([.. days.OrderByDescending(static day => day.Day).ThenBy(static day => day.Account, StringComparer.Ordinal)]));
    }

    private static async Task<Results<Accepted, JsonHttpResult<Refusal>>> StartAsync(IReconciliation reconciliation, IPaymentChannels channels, CancellationToken cancellationToken)
    {
        foreach (var (account, day) in Yesterday(reconciliation, channels))
        {
            // A run that a node is at is what was asked for.
            if (await reconciliation.StartAsync(account, day, StatementKind.Trades, Person, cancellationToken)
                is ReconciliationResult<ReconciliationRun>.Refused { Error: { Code: not PaymentErrorCodes.RunInProgress } error })
            {
                return ShopExtensions.Refuse(StatusCodes.Status422UnprocessableEntity, Refusal.Of(error));
            }
        }

        return TypedResults.Accepted("/shop/books");
    }

    private static async Task<Results<FileStreamHttpResult, NotFound>> ShowReportAsync(
        string runId, HttpResponse response, IReconciliation reconciliation, CancellationToken cancellationToken)
    {
        if (await reconciliation.OpenFileAsync(runId, Report, cancellationToken) is not { } report)
        {
            return TypedResults.NotFound();
        }

        // It shows what bills say, so it is a page in nobody's name: nothing in it may act in the shop's.
        response.Headers.ContentSecurityPolicy = "sandbox allow-scripts allow-downloads allow-modals; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(report, "text/html; charset=utf-8");
    }

    /// <summary>The accounts that have bills, each with the day before today in its time zone.</summary>
    private static IEnumerable<(string Account, DateOnly Day)> Yesterday(IReconciliation reconciliation, IPaymentChannels channels) =>
        channels.All
            .Where(static channel => channel is IStatements statements && statements.StatementKinds.Contains(StatementKind.Trades))
            .Select(channel => (channel.Account, reconciliation.TodayOf(channel.Account).AddDays(-1)));

    private static BookedDay View(ReconciliationRun run, DateOnly today)
    {
        var view = new BookedDay(run.ChannelAccount, run.Day, run.Day == today.AddDays(-1), $"{run.State}")
        {
            AskedAgainAt = run.State == ReconciliationRunState.Waiting ? run.DueAt : null,
            Report = run.Files.Any(static file => file.Name == Report) ? $"/shop/books/{Uri.EscapeDataString(run.RunId)}/report" : null,
            Problem = run.Error is { } error ? Refusal.Of(error) : null,
        };
        if (run.Completions == 0)
        {
            return view;
        }

        var matched = run.Counts.GetValueOrDefault(ReconciliationBucket.Matched) + run.Counts.GetValueOrDefault(ReconciliationBucket.MatchedWithinTolerance);
        var held = run.Counts.GetValueOrDefault(ReconciliationBucket.HeldByCutoff);
        return view with { Counts = new(matched, held, run.Counts.Values.Sum() - matched - held) };
    }
}
