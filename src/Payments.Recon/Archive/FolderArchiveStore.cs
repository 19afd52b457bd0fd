using System.Runtime.CompilerServices;
using Payments.Recon.Archive;
using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>An archive in a local folder, or one that many nodes mount. Files are written beside their place, flushed and linked into it, read-only.</summary>
public sealed class FolderArchiveStore : IArchiveStore
{
    private const int BufferBytes = 1 << 18;

    private readonly string _root;

    /// <summary>Names the folder; it is made when first written to.</summary>
    public FolderArchiveStore(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _root = Path.GetFullPath(folder);
    }

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = PathOf(name);
        if (File.Exists(path))
        {
            return false;
        }

        var incoming = Path.Combine(_root, ".incoming");
        Directory.CreateDirectory(incoming);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = Path.Combine(incoming, Guid.CreateVersion7().ToString("N"));
        try
        {
            var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, BufferBytes, cancellationToken).ConfigureAwait(false);
#pragma warning disable CA1849 // only this one reaches the disk
                file.Flush(flushToDisk: true);
#pragma warning restore CA1849
            }

            File.SetAttributes(draft, FileAttributes.ReadOnly);
            return FirstName.Give(draft, path);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException($"The archive's folder '{_root}' refuses to be written to: {fault.Message}", fault);
        }
        finally
        {
            DeleteFile(draft);
        }
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException($"The archive's folder '{_root}' refuses to be read: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArchiveObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await Task.CompletedTask.ConfigureAwait(false);
        var folder = Path.Combine(_root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name[0] != '.')
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = new FileInfo(Path.Combine(_root, name));
            if (file.Exists)
            {
                yield return new ArchiveObject(name, file.Length);
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(DeleteFile(PathOf(name)));
    }

    private static bool DeleteFile(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.SetAttributes(path, FileAttributes.Normal); // a read-only file is not deleted everywhere
        File.Delete(path);
        return true;
    }

    private string PathOf(string name) => Path.Combine(_root, ArchiveNames.Check(name));
}
