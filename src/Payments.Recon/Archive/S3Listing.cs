using System.Globalization;
using System.Xml;
using Payments.Reconciliation;

namespace Payments.Recon.Archive;

/// <summary>A page of a bucket's objects.</summary>
/// <param name="Objects">The objects, by name.</param>
/// <param name="Next">What to ask for the next page with; <see langword="null"/> after the last.</param>
internal sealed record S3Listing(IReadOnlyList<ArchiveObject> Objects, string? Next)
{
    /// <summary>Reads the answer to <c>ListObjectsV2</c> and closes it.</summary>
    /// <exception cref="IOException">It is no such answer.</exception>
    public static async Task<S3Listing> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var objects = new List<ArchiveObject>();
        string? next = null;
        var isTruncated = false;
        string? key = null;
        await using (body.ConfigureAwait(false))
        {
            using var copy = new MemoryStream();
            await body.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            copy.Position = 0;
            try
            {
#pragma warning disable CA1849 // it is all in memory
                using var xml = XmlReader.Create(copy, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
                while (xml.Read())
                {
                    while (xml.NodeType == XmlNodeType.Element && xml.LocalName is "Key" or "Size" or "IsTruncated" or "NextContinuationToken")
                    {
                        switch (xml.LocalName)
                        {
                            case "Key":
                                key = xml.ReadElementContentAsString();
                                break;
                            case "Size":
                                objects.Add(new ArchiveObject(key ?? "", long.Parse(xml.ReadElementContentAsString(), NumberStyles.None, CultureInfo.InvariantCulture)));
                                break;
                            case "IsTruncated":
                                isTruncated = xml.ReadElementContentAsString() == "true";
                                break;
                            default:
                                next = xml.ReadElementContentAsString();
                                break;
                        }
                    }
                }
#pragma warning restore CA1849
            }
            catch (Exception fault) when (fault is XmlException or FormatException or OverflowException)
            {
                throw new IOException("The archive's list of objects cannot be read: it is not the answer of an S3 service.", fault);
            }
        }

        return new S3Listing(objects, isTruncated ? next : null);
    }
}
