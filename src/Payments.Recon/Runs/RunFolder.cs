namespace Payments.Recon.Runs;

/// <summary>Where one node's work on one run lies. What a killed process leaves behind is removed after two days.</summary>
internal sealed class RunFolder : IDisposable
{
    private static readonly TimeSpan Stale = TimeSpan.FromDays(2);

    public RunFolder(string root, string runId)
    {
        Path = System.IO.Path.Combine(root, $"{runId}-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(Path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Path { get; }

    public string Bill => System.IO.Path.Combine(Path, "bill.csv");

    public string Ours => System.IO.Path.Combine(Path, "ours.csv");

    public string Carried => System.IO.Path.Combine(Path, "carried.csv");

    public string Reports => System.IO.Path.Combine(Path, "reports");

    public string Results(int pass) => System.IO.Path.Combine(Path, $"results-{pass}");

    public static void RemoveStale(string root, DateTimeOffset now)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(root).Where(folder => Directory.GetLastWriteTimeUtc(folder) < (now - Stale).UtcDateTime))
        {
            Remove(folder);
        }
    }

    public void Dispose() => Remove(Path);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It is in use; it is removed when it is old.
        }
    }
}
