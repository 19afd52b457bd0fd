using System.Text;
using Payments.Shared;

namespace Payments.Channels.Alipay.Certificates;

/// <summary>Reads all certificates of a setting: PEM text, bare Base64, or a path of either or of DER.</summary>
internal static class CertificateFile
{
    /// <returns>The certificates in file order, or why there is none.</returns>
    public static (IReadOnlyList<AlipayCertificateFacts> Certificates, KeyReadFault? Fault) Read(string text)
    {
        if (KeyText.IsPem(text) || KeyText.IsBase64(text))
        {
            return ReadText(text);
        }

        return KeyFile.Read(text.Trim(), out var content) is { } fault ? ([], fault) : Read(content);
    }

    public static (IReadOnlyList<AlipayCertificateFacts> Certificates, KeyReadFault? Fault) Read(byte[] content)
    {
        const byte DerSequence = 0x30;
        return content is [DerSequence, ..] ? Collect([content]) : ReadText(KeyFile.ToText(content));
    }

    private static (IReadOnlyList<AlipayCertificateFacts> Certificates, KeyReadFault? Fault) ReadText(string text)
    {
        var found = new List<byte[]>();
        return KeyText.FindDer(text, KeyRole.Public, found) is { } fault ? ([], fault) : Collect(found);
    }

    private static (IReadOnlyList<AlipayCertificateFacts> Certificates, KeyReadFault? Fault) Collect(List<byte[]> found)
    {
        if (found.Exists(static der => DerShape.Of(der).IsPrivate))
        {
            return ([], KeyReadFaults.PrivateKeyGiven());
        }

        var certificates = found.Select(AlipayCertificateFacts.TryRead).OfType<AlipayCertificateFacts>().ToList();
        return certificates.Count > 0 ? (certificates, null) : ([], NoCertificate);
    }

    private static KeyReadFault NoCertificate { get; } = new(
        KeyReadFaultKind.NotAKey,
        "This holds no X.509 certificate.",
        "Give the .crt file that the console offers for download in certificate mode; a bare public key does not do.");
}
