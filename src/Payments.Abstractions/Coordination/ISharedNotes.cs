namespace Payments.Coordination;

/// <summary>
/// Small notes that nodes leave for each other: what they found out of channel accounts, the switches they read last. Anything may be missing, old or
/// somebody else's: readers check what they read (law 9). Without one registered, nodes share nothing.
/// </summary>
public interface ISharedNotes
{
    /// <summary>Reads a note.</summary>
    /// <param name="key">1 to 200 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The note; <see langword="null"/> when there is none.</returns>
    /// <exception cref="IOException">It cannot be read now.</exception>
    ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Leaves a note in place of the one before.</summary>
    /// <param name="key">1 to 200 characters.</param>
    /// <param name="note">At most 65,536 bytes.</param>
    /// <param name="lifetime">How long it is kept: 1 second to 1 day.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be left now.</exception>
    ValueTask WriteAsync(string key, ReadOnlyMemory<byte> note, TimeSpan lifetime, CancellationToken cancellationToken = default);
}
