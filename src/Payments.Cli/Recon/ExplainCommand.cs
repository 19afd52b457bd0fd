using Payments.Cli.Running;
using Payments.Recon;

namespace Payments.Cli.Recon;

/// <summary><c>payments recon explain</c>: what a run found of one number, why, and what to do.</summary>
internal static class ExplainCommand
{
    private const string Help = """
        payments recon explain NUMBER --out FOLDER [--lang zh|en]
          which bucket an order is in, what both sides say, what that means and what to do next
          NUMBER        an order number, an attempt number (out_trade_no, out_refund_no) or the channel's number, whole
          --out FOLDER  the run's folder
          --lang zh|en  default zh
        Ends with 1 where the number is not among the differences.
        """;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var hasNumber = arguments.Length > 0 && !arguments[0].StartsWith("--", StringComparison.Ordinal);
        var options = new Options(hasNumber ? arguments[1..] : arguments, ["--out", "--lang", "--help!"], Help);
        if (options.Has("--help"))
        {
            Terminal.Out(Help);
            return 0;
        }

        if (!hasNumber)
        {
            throw new UsageException($"the number is missing: it comes first.{Environment.NewLine}{Help}");
        }

        var language = options.Of("--lang", ReportLanguage.Chinese, ReportCommand.Language, "zh or en");
        if (await ReconciliationExplanation.ExplainAsync(options.Get("--out"), arguments[0], language, cancellationToken).ConfigureAwait(false) is { } text)
        {
            Terminal.Out(text.TrimEnd());
            return 0;
        }

        Terminal.Error(language == ReportLanguage.Chinese
            ? $"{arguments[0]} 不在差异之中：双方一致，或不在所对的文件里。编号须完整。"
            : $"{arguments[0]} is not among the differences: both sides agree, or it is in neither file. Numbers are compared whole.");
        return 1;
    }
}
