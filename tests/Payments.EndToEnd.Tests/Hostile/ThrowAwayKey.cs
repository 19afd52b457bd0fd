using System.Security.Cryptography;

namespace Payments.EndToEnd.Tests.Hostile;

/// <summary>A key nobody knows.</summary>
internal static class ThrowAwayKey
{
    public static string Pem { get; } = Make();

    private static string Make()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
