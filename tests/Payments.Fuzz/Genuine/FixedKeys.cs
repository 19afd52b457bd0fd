using System.Security.Cryptography;

namespace Payments.Fuzz.Genuine;

/// <summary>Keys made for this project alone and worth nothing: always the same, so that a seed gives the same bytes on every machine.</summary>
internal static class FixedKeys
{
    public static RSA Read(string name)
    {
        using var stream = typeof(FixedKeys).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The key '{name}' is not embedded.");
        using var reader = new StreamReader(stream);
        var key = RSA.Create();
        key.ImportFromPem(reader.ReadToEnd());
        return key;
    }
}
