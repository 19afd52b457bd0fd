using System.Globalization;
using Payments.Cli.Running;
using Payments.Recon;

namespace Payments.Cli.Recon;

/// <summary><c>payments recon verify-archive</c>: reads everything an archive has and tells what is wrong.</summary>
internal static class VerifyArchiveCommand
{
    private const int Sha256Digits = 64;

    private const string Help = """
        payments recon verify-archive --archive FOLDER [--head SEQUENCE:SHA256]
          reads every content and every entry of the index, and tells what was changed, is missing or was cut off
          --archive FOLDER  the archive's folder
          --head HEAD       the last entry as an earlier verification printed it, kept elsewhere: without it nobody can tell that the end was cut off
        Ends with 0 where the archive is whole, with 1 where something is wrong or it cannot be read.
        """;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var options = new Options(arguments, ["--archive", "--head", "--help!"], Help);
        if (options.Has("--help"))
        {
            Terminal.Out(Help);
            return 0;
        }

        var folder = options.Get("--archive");
        ArchiveHead[] known = options.Find("--head") is { } text ? [Head(text)] : [];
        if (!Directory.Exists(folder))
        {
            Terminal.Error($"payments: there is no archive in {folder}. Give the folder the host archives into.");
            return 1;
        }

        try
        {
            var archive = new ReconciliationArchive(new FolderArchiveStore(folder), TimeProvider.System, ReconciliationArchive.LeastRetention);
            return Print(await archive.VerifyAsync(known, progress: null, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Terminal.Error($"payments: the archive cannot be read: {fault.Message} Correct the path or the rights, and run again.");
            return 1;
        }
    }

    private static int Print(ArchiveVerification found)
    {
        foreach (var problem in found.Problems)
        {
            Terminal.Out($"{problem.Kind}: {problem.Object}: {problem.Detail}");
        }

        Terminal.Out(string.Create(CultureInfo.InvariantCulture, $"{found.Entries} entries, {found.Contents} contents, {found.Bytes} bytes read, {found.Problems.Count} problems"));
        if (found.Head is { } head)
        {
            Terminal.Out(string.Create(CultureInfo.InvariantCulture, $"head {head.Sequence}:{head.Sha256}"));
        }

        Terminal.Out(found.IsIntact ? "the archive is whole" : "the archive is NOT whole");
        return found.IsIntact ? 0 : 1;
    }

    private static ArchiveHead Head(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && parts[1].Length == Sha256Digits
            ? new ArchiveHead(sequence, parts[1])
            : throw new UsageException($"--head is SEQUENCE:SHA256 as an earlier verification printed it, not '{text}'.{Environment.NewLine}{Help}");
    }
}
