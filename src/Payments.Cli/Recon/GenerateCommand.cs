using System.Globalization;
using Payments.Cli.Generating;
using Payments.Cli.Running;

namespace Payments.Cli.Recon;

/// <summary><c>payments recon generate</c>.</summary>
internal static class GenerateCommand
{
    private const string Help = """
        payments recon generate --rows N --seed S --out FOLDER [--format wechat.all|alipay.trades]
          writes ours.csv, bill.csv and truth.csv: N orders with 12 kinds of differences planted, 100 of each (fewer below 2,400 rows)
          the same rows and seed make the same files
        """;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var options = new Options(arguments, ["--rows", "--seed", "--out", "--format", "--help!"], Help);
        if (options.Has("--help"))
        {
            Terminal.Out(Help);
            return 0;
        }

        var isAlipay = options.Find("--format") switch
        {
            null or "wechat.all" => false,
            "alipay.trades" => true,
            var other => throw new UsageException($"--format is wechat.all or alipay.trades, not '{other}'."),
        };
        var plan = new Plan(options.Number("--rows", 24, 1_000_000_000, 1_000_000), options.Number("--seed", 0, long.MaxValue, 1));
        var folder = options.Find("--out") ?? ".";
        try
        {
            Directory.CreateDirectory(folder);
            await Task.WhenAll(
                Task.Run(() => SampleFiles.WriteOurs(plan, Path.Combine(folder, "ours.csv"), isAlipay, cancellationToken), cancellationToken),
                Task.Run(() => Bill(plan, Path.Combine(folder, "bill.csv"), isAlipay, cancellationToken), cancellationToken)).ConfigureAwait(false);
            SampleFiles.WriteTruth(plan, Path.Combine(folder, "truth.csv"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Terminal.Error($"payments: the files could not be written: {fault.Message} Free the disk or correct the rights.");
            return 1;
        }

        Terminal.Out(string.Create(CultureInfo.InvariantCulture, $"{plan.Rows} orders, {Plan.Kinds} kinds of differences, {plan.OfAKind} of each: {folder}"));
        return 0;
    }

    private static void Bill(Plan plan, string path, bool isAlipay, CancellationToken cancellationToken)
    {
        if (isAlipay)
        {
            SampleBills.WriteAlipay(plan, path, cancellationToken);
        }
        else
        {
            SampleBills.WriteWeChat(plan, path, cancellationToken);
        }
    }
}
