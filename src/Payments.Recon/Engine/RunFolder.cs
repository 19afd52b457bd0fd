using System.Text.Json;

namespace Payments.Recon.Engine;

/// <summary>The output folder of one run: one process at a time, results that appear whole, work that is thrown away at the end.</summary>
internal sealed class RunFolder : IDisposable
{
    public const string JobFile = "job.json";

    private readonly FileStream _lock;

    private RunFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _lock = new FileStream(System.IO.Path.Combine(Work, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public string Path { get; }

    public string Work => System.IO.Path.Combine(Path, "work");

    public static RunFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, "work"));
            return new RunFolder(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, fault);
        }
    }

    public static ReconciliationException Unusable(string path, Exception fault) => new(
        ReconciliationErrorCodes.OutputUnusable, $"{path} cannot be used for results: {fault.Message} Free the disk, correct the rights, or wait for the run that is at work in it.", fault);

    /// <summary>The job that was started in a folder.</summary>
    /// <exception cref="ReconciliationException">There is none.</exception>
    public static async Task<ReconciliationJob> ReadJobAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(System.IO.Path.Combine(path, JobFile), cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize(bytes, ReconJson.Default.ReconciliationJob)! with { OutputFolder = path };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.NothingToResume, $"{path} has no run to resume. Start one with payments recon run.", fault);
        }
    }

    public string Temporary(string name) => System.IO.Path.Combine(Work, $"{name}.new");

    /// <summary>A file of the work folder, whole or not at all.</summary>
    public void WriteWork(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(Temporary(name), content);
        File.Move(Temporary(name), System.IO.Path.Combine(Work, name), overwrite: true);
    }

    /// <summary>Gives a finished file its name.</summary>
    public void Publish(string name) => File.Move(Temporary(name), System.IO.Path.Combine(Path, name), overwrite: true);

    public void Publish(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(Temporary(name), content);
        Publish(name);
    }

    /// <summary>Removes what is left of earlier work, but not the lock.</summary>
    public void ClearWork()
    {
        // First what says that the rest is there: a kill in the middle must not leave a checkpoint without its files.
        File.Delete(System.IO.Path.Combine(Work, "scan.json"));
        foreach (var file in Directory.EnumerateFiles(Work).Where(static file => System.IO.Path.GetFileName(file) != "lock"))
        {
            File.Delete(file);
        }
    }

    public void RemoveWork()
    {
        ClearWork();
        _lock.Dispose();
        Directory.Delete(Work, recursive: true);
    }

    public void Dispose() => _lock.Dispose();
}
