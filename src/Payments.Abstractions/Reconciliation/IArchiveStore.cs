namespace Payments.Reconciliation;

/// <summary>
/// Where the archive keeps its objects: a folder, S3, HDFS. Objects are written once and never changed. Thread-safe; many nodes may use one at once.
/// </summary>
public interface IArchiveStore
{
    /// <summary>Writes a new object, whole or not at all: nobody ever sees half of it.</summary>
    /// <param name="name">Its name: parts of <c>a-z</c>, <c>0-9</c>, <c>-</c> and <c>.</c>, divided by <c>/</c>; at most 200 characters.</param>
    /// <param name="content">Its bytes, from where the stream stands; it can seek.</param>
    /// <param name="cancellationToken">Gives up; the object may be there all the same.</param>
    /// <returns><see langword="false"/> when there is one of that name: nothing was written.</returns>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    Task<bool> PutAsync(string name, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens an object to be read once.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>The objects whose names begin so, in ordinal order of their names.</summary>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    IAsyncEnumerable<ArchiveObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object. The archive asks for it only when its time is over.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>An object of an archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
public readonly record struct ArchiveObject(string Name, long Bytes);
