using Payments.Cli.Running;
using Payments.Recon;

namespace Payments.Cli.Recon;

/// <summary><c>payments recon resume</c>.</summary>
internal static class ResumeCommand
{
    private const string Help = """
        payments recon resume --out FOLDER
          goes on with the run that was started in the folder; a run that was done is done again, with the same bytes
        """;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var options = new Options(arguments, ["--out", "--help!"], Help);
        if (options.Has("--help"))
        {
            Terminal.Out(Help);
            return 0;
        }

        var progress = new ProgressLine(TimeProvider.System);
        Summary.Print(await new LocalReconciliationEngine().ResumeAsync(options.Get("--out"), progress, cancellationToken).ConfigureAwait(false), progress.Elapsed);
        return 0;
    }
}
