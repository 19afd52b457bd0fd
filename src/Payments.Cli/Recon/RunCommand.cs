using System.Globalization;
using Payments.Cli.Running;
using Payments.Recon;

namespace Payments.Cli.Recon;

/// <summary><c>payments recon run</c>.</summary>
internal static class RunCommand
{
    private const string Help = """
        payments recon run --ours FILE --bill FILE --format FORM --out FOLDER
          --ours FILE         our side: orderNo,attemptNo,channelTransactionId,kind,amountMinor,currency,status,occurredAt,feeMinor
          --bill FILE         the channel's bill as received; .gz and .zip are unpacked
          --format FORM       wechat.all, wechat.success, wechat.refund, wechat.fundflow, alipay.trades, alipay.account, or the name of a mapping
          --out FOLDER        gets summary.json, breaks.csv, held.csv
          --mapping FILE      a mapping (JSON) for a bill that is no channel's own
          --carried FILE      held.csv of the day before
          --day YYYY-MM-DD    the account's day; default: the day most of our records lie in
          --offset +08:00     the account's time zone
          --tolerance N       minor units by which amounts may differ and still match; default 0
          --cutoff SECONDS    how long before the day's end ours alone is held; default 300
          --held-days N       after how many days what is held becomes a break; default 3
          --summary RULE      present (default), agrees or optional: what is asked of the bill's own summary
          --expect-sha256 H   refuse a bill that has not this hash
          --sha256            take the hash of both files into the summary
          --partitions N      default 100
          --memory MIB        default 768; beyond it the work goes to disk
          --threads N         default: one for each processor
        Ends with 0 whether or not there are differences, with 1 where the run could not be done, with 2 for a wrong command line.
        """;

    private static readonly string[] Names =
    [
        "--ours", "--bill", "--format", "--out", "--mapping", "--carried", "--day", "--offset", "--tolerance", "--cutoff", "--held-days", "--summary",
        "--expect-sha256", "--sha256!", "--partitions", "--memory", "--threads", "--help!",
    ];

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var options = new Options(arguments, Names, Help);
        if (options.Has("--help"))
        {
            Terminal.Out(Help);
            return 0;
        }

        var progress = new ProgressLine(TimeProvider.System);
        var job = new ReconciliationJob
        {
            OursPath = options.Get("--ours"),
            BillPath = options.Get("--bill"),
            Format = options.Get("--format"),
            OutputFolder = options.Get("--out"),
            MappingPath = options.Find("--mapping"),
            CarriedPath = options.Find("--carried"),
            Day = options.Of<DateOnly>("--day", default, static text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null, "a day, as 2026-11-28") is { DayNumber: > 0 } day ? day : null,
            ExpectedBillSha256 = options.Find("--expect-sha256"),
            HashInputs = options.Has("--sha256"),
            Rules = Rules(options),
        };
        Summary.Print(await new LocalReconciliationEngine().RunAsync(job, progress, cancellationToken).ConfigureAwait(false), progress.Elapsed);
        return 0;
    }

    private static ReconciliationRules Rules(Options options) => new()
    {
        UtcOffset = options.Of("--offset", TimeSpan.FromHours(8), Offset, "an offset from UTC, as +08:00"),
        ToleranceMinor = options.Number("--tolerance", 0, long.MaxValue / 4, 0),
        CutoffWindow = TimeSpan.FromSeconds(options.Number("--cutoff", 0, 86_400, 300)),
        HeldDays = (int)options.Number("--held-days", 0, 365, 3),
        Summary = options.Of("--summary", BillSummaryPolicy.Present, static text => Enum.TryParse<BillSummaryPolicy>(text, ignoreCase: true, out var policy) && !char.IsDigit(text[0]) ? policy : null, "present, agrees or optional"),
        Partitions = (int)options.Number("--partitions", 1, 10_000, 100),
        MemoryLimit = options.Number("--memory", 16, 1 << 20, 768) << 20,
        Threads = (int)options.Number("--threads", 0, 64, 0),
    };

    private static TimeSpan? Offset(string text) => text.Length == 6 && text[0] is '+' or '-'
        && TimeSpan.TryParseExact(text.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out var offset)
            ? text[0] == '-' ? -offset : offset
            : null;
}
