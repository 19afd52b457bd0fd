using System.Buffers;
using System.Security.Cryptography;

namespace Payments.Shared;

/// <summary>Finds the DER values in text: any number of PEM blocks, or one bare Base64.</summary>
internal static class KeyText
{
    private const string Begin = "-----BEGIN";

    // Shorter text than the shortest key (Ed25519, 44 bytes) is a path, or nothing.
    private const int ShortestKey = 48;

    // A chain of certificates with a key beside it; more is not a key file.
    private const int MostBlocks = 16;

    private static readonly SearchValues<char> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    public static bool IsPem(string text) => text.Contains(Begin, StringComparison.Ordinal);

    /// <summary>Whether the text is, or was meant to be, the Base64 of a DER value: all of those begin with M.</summary>
    public static bool IsBase64(string text)
    {
        var compact = Compact(text);
        return compact.Length >= ShortestKey && compact[0] == 'M' && !compact.AsSpan().ContainsAnyExcept(Base64Characters);
    }

    public static KeyReadFault? FindDer(string text, KeyRole role, List<byte[]> found) =>
        IsPem(text) ? FindPem(text, role, found)
        : IsBase64(text) ? FindBase64(text, found)
        : KeyReadFaults.NotAKey(role);

    private static KeyReadFault? FindBase64(string text, List<byte[]> found)
    {
        var compact = Compact(text);
        var der = new byte[compact.Length];
        if (!Convert.TryFromBase64String(compact, der, out var written))
        {
            return KeyReadFaults.Damaged("Base64 of a key");
        }

        found.Add(der.AsSpan(0, written).ToArray());
        CryptographicOperations.ZeroMemory(der);
        return null;
    }

    private static KeyReadFault? FindPem(string text, KeyRole role, List<byte[]> found)
    {
        var rest = Unescape(text).AsSpan();
        while (found.Count < MostBlocks && PemEncoding.TryFind(rest, out var fields))
        {
            var der = new byte[fields.DecodedDataLength];
            if (Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out _))
            {
                if (Unsupported(rest[fields.Label]) is { } fault)
                {
                    return fault;
                }

                found.Add(der);
            }

            rest = rest[fields.Location.End..];
        }

        return found.Count > 0 ? null : Unreadable(text);
    }

    private static KeyReadFault? Unsupported(ReadOnlySpan<char> label) => label is "OPENSSH PRIVATE KEY"
        ? KeyReadFaults.UnsupportedFormat(
            "a private key in OpenSSH format", "Convert a copy with: ssh-keygen -p -m PKCS8 -f <copy>")
        : null;

    private static KeyReadFault Unreadable(string text) => text.Contains("Proc-Type:", StringComparison.Ordinal)
        ? KeyReadFaults.UnsupportedFormat(
            "a PEM key with the old OpenSSL encryption (Proc-Type header)",
            "Convert it with: openssl pkcs8 -topk8 -in old.pem -out new.pem")
        : KeyReadFaults.Damaged("PEM text");

    // Environment variables and JSON often carry line breaks as the two characters \n.
    private static string Unescape(string text) => text
        .Replace("\\r", "", StringComparison.Ordinal)
        .Replace("\\n", "\n", StringComparison.Ordinal);

    private static string Compact(string text) => string.Concat(Unescape(text).Where(c => !char.IsWhiteSpace(c)));
}
