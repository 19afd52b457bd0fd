using Payments.Reconciliation;

namespace Payments.Recon.Archive;

internal static class ArchiveReading
{
    /// <summary>The bytes of a small object, cut after <paramref name="most"/>; <see langword="null"/> where there is none.</summary>
    public static async Task<byte[]?> ReadAllAsync(this IArchiveStore store, string name, int most, CancellationToken cancellationToken)
    {
        if (await store.OpenAsync(name, cancellationToken).ConfigureAwait(false) is not { } content)
        {
            return null;
        }

        await using (content.ConfigureAwait(false))
        {
            var bytes = new byte[most];
            var read = await content.ReadAtLeastAsync(bytes, most, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return bytes[..read];
        }
    }
}
