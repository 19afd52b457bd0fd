using Payments.Cli.Recon;
using Payments.Cli.Running;
using Payments.Recon;

namespace Payments.Cli;

internal static class Program
{
    private const string Usage = """
        payments recon run --ours FILE --bill FILE --format FORM --out FOLDER [options]
        payments recon resume --out FOLDER
        payments recon generate --rows N --seed S --out FOLDER [--format wechat.all|alipay.trades]
        payments recon report --out FOLDER [--html FILE] [--csv FILE] [--differences FILE] [--json FILE]
        payments recon explain NUMBER --out FOLDER
        payments recon verify-archive --archive FOLDER [--head SEQUENCE:SHA256]
        payments recon bank --out FOLDER --fund-flow FILE [--statement FILE --amount COLUMN]

        Each command explains itself with --help.
        """;

    private static async Task<int> Main(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = Terminal.OnInterrupt(stop.Cancel);
        try
        {
            return await RunAsync(arguments, stop.Token).ConfigureAwait(false);
        }
        catch (UsageException fault)
        {
            Terminal.Error($"payments: {fault.Message}");
            return 2;
        }
        catch (ReconciliationException fault)
        {
            Terminal.Error($"payments: {fault.Code}: {fault.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            Terminal.Error("payments: stopped; payments recon resume goes on");
            return 130;
        }
    }

    private static Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) => arguments switch
    {
        ["recon", "run", .. var rest] => RunCommand.RunAsync(rest, cancellationToken),
        ["recon", "resume", .. var rest] => ResumeCommand.RunAsync(rest, cancellationToken),
        ["recon", "generate", .. var rest] => GenerateCommand.RunAsync(rest, cancellationToken),
        ["recon", "report", .. var rest] => ReportCommand.RunAsync(rest, cancellationToken),
        ["recon", "explain", .. var rest] => ExplainCommand.RunAsync(rest, cancellationToken),
        ["recon", "verify-archive", .. var rest] => VerifyArchiveCommand.RunAsync(rest, cancellationToken),
        ["recon", "bank", .. var rest] => BankCommand.RunAsync(rest, cancellationToken),
        [] or ["--help" or "-h" or "help", ..] or ["recon", "--help" or "-h"] => Help(),
        _ => throw new UsageException($"'{string.Join(' ', arguments.Take(2))}' is no command.{Environment.NewLine}{Usage}"),
    };

    private static Task<int> Help()
    {
        Terminal.Out(Usage);
        return Task.FromResult(0);
    }
}
