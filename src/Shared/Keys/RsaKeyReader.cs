using System.Security.Cryptography;

namespace Payments.Shared;

/// <summary>
/// Reads RSA keys in every form the channels' consoles and tools hand out, and says exactly what is wrong with the rest.
/// Nothing here throws for what it was given, and no fault repeats it.
/// </summary>
/// <remarks>
/// Private keys: PKCS#1, PKCS#8, PKCS#8 with a password, P12. Public keys: SPKI, PKCS#1, X.509 certificate. Each as DER, as PEM under
/// any label, as bare Base64 with or without line breaks, or as the path of a file with any of these. PEM may hold a private key and
/// its certificate together, or a certificate and its chain (the first one counts). Keys below 2048 bits are refused.
/// </remarks>
internal static class RsaKeyReader
{
    /// <summary>Reads a private key.</summary>
    /// <param name="keyOrPath">PEM, bare Base64, or a path.</param>
    /// <param name="password">The password of an encrypted PKCS#8 or P12; ignored by the rest.</param>
    public static KeyReadResult ReadPrivate(string? keyOrPath, string? password = null) => Read(keyOrPath, KeyRole.Private, password);

    /// <summary>Reads a private key from the bytes of a key file.</summary>
    public static KeyReadResult ReadPrivate(ReadOnlySpan<byte> content, string? password = null) => ReadContent(content, KeyRole.Private, password);

    /// <summary>Reads a public key or a certificate.</summary>
    /// <param name="keyOrPath">PEM, bare Base64, or a path.</param>
    public static KeyReadResult ReadPublic(string? keyOrPath) => Read(keyOrPath, KeyRole.Public, password: null);

    /// <summary>Reads a public key or a certificate from the bytes of a key file.</summary>
    public static KeyReadResult ReadPublic(ReadOnlySpan<byte> content) => ReadContent(content, KeyRole.Public, password: null);

    private static KeyReadResult Read(string? keyOrPath, KeyRole role, string? password)
    {
        if (string.IsNullOrWhiteSpace(keyOrPath))
        {
            return KeyReadFaults.Missing(role);
        }

        return KeyText.IsPem(keyOrPath) || KeyText.IsBase64(keyOrPath)
            ? ReadText(keyOrPath, role, password)
            : ReadFile(keyOrPath.Trim(), role, password);
    }

    private static KeyReadResult ReadFile(string path, KeyRole role, string? password)
    {
        if (KeyFile.Read(path, out var content) is { } fault)
        {
            return fault;
        }

        try
        {
            return ReadContent(content, role, password);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static KeyReadResult ReadContent(ReadOnlySpan<byte> content, KeyRole role, string? password)
    {
        const byte DerSequence = 0x30;
        return content switch
        {
            [] => KeyReadFaults.Missing(role),
            [DerSequence, ..] => ReadDer([content.ToArray()], role, password),
            _ => ReadText(KeyFile.ToText(content), role, password),
        };
    }

    private static KeyReadResult ReadText(string text, KeyRole role, string? password)
    {
        var found = new List<byte[]>();
        return KeyText.FindDer(text, role, found) is { } fault ? fault : ReadDer(found, role, password);
    }

    private static KeyReadResult ReadDer(List<byte[]> found, KeyRole role, string? password)
    {
        try
        {
            return role == KeyRole.Private ? PrivateKeyImport.Import(found, password) : PublicKeyImport.Import(found);
        }
        finally
        {
            found.ForEach(static der => CryptographicOperations.ZeroMemory(der));
        }
    }
}
