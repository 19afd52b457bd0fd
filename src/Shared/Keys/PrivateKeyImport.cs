using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Shared;

/// <summary>Turns DER values into a private key: the first private one, with the certificate beside it.</summary>
internal static class PrivateKeyImport
{
    private const string EncryptedKey = "an encrypted private key";
    private const string P12 = "a P12 file";

    public static KeyReadResult Import(List<byte[]> found, string? password)
    {
        foreach (var der in found)
        {
            var shape = DerShape.Of(der);
            if (shape.IsPrivate)
            {
                return shape.Kind == DerKind.Pkcs12 ? ImportPkcs12(der, password) : WithCertificate(ImportKey(der, shape, password), found);
            }
        }

        return Refuse(found[0], DerShape.Of(found[0]));
    }

    private static KeyReadFault Refuse(byte[] der, DerShape shape) => shape.Kind switch
    {
        DerKind.Certificate => KeyReadFaults.CertificateGiven(PublicKeyImport.SerialNumberOf(der)),
        DerKind.Pkcs1Public or DerKind.SubjectPublicKeyInfo => KeyReadFaults.PublicKeyGiven(),
        DerKind.CertificateRequest => KeyReadFaults.CertificateRequestGiven(KeyRole.Private),
        DerKind.Pkcs7 => PublicKeyImport.Pkcs7Refused(),
        DerKind.CutShort => KeyReadFaults.Damaged("the DER of a key or certificate"),
        _ => KeyReadFaults.NotAKey(KeyRole.Private),
    };

    private static KeyReadResult ImportKey(byte[] der, DerShape shape, string? password)
    {
        if (shape.Kind == DerKind.EncryptedPkcs8)
        {
            return string.IsNullOrEmpty(password) ? KeyReadFaults.PasswordMissing(EncryptedKey) : ImportEncrypted(der, password);
        }

        if (shape.Kind == DerKind.EcPrivate || !shape.IsRsa)
        {
            return KeyReadFaults.NotRsa(shape.AlgorithmName);
        }

        return Make(
            rsa =>
            {
                if (shape.Kind == DerKind.Pkcs1Private)
                {
                    rsa.ImportRSAPrivateKey(der, out _);
                }
                else
                {
                    rsa.ImportPkcs8PrivateKey(der, out _);
                }
            },
            KeyReadFaults.Damaged("an RSA private key"));
    }

    private static KeyReadResult ImportEncrypted(byte[] der, string password)
    {
        var result = Make(rsa => rsa.ImportEncryptedPkcs8PrivateKey(password, der, out _), KeyReadFaults.PasswordWrong(EncryptedKey));
        return result.Fault?.Kind == KeyReadFaultKind.PasswordWrong && IsEc(der, password) ? KeyReadFaults.NotRsa("an EC key") : result;
    }

    private static bool IsEc(byte[] der, string password)
    {
        using var ec = ECDsa.Create();
        try
        {
            ec.ImportEncryptedPkcs8PrivateKey(password, der, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static KeyReadResult Make(Action<RSA> import, KeyReadFault otherwise)
    {
        var rsa = RSA.Create();
        try
        {
            import(rsa);
            return RsaKeyCheck.Accept(rsa, hasPrivateKey: true, certificate: null);
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            return otherwise;
        }
    }

    private static KeyReadResult WithCertificate(KeyReadResult result, List<byte[]> found)
    {
        var certificates = found.Where(der => DerShape.Of(der).Kind == DerKind.Certificate).ToList();
        if (!result.IsRead || certificates.Count == 0)
        {
            return result;
        }

        foreach (var der in certificates)
        {
            using var half = PublicKeyImport.ImportCertificate(der).Key;
            if (half is not null && half.IsSamePair(result.Key))
            {
                return new RsaKey(result.Key.Rsa, hasPrivateKey: true, half.Certificate);
            }
        }

        result.Key.Dispose();
        return KeyReadFaults.CertificateOfOtherKey();
    }

    private static KeyReadResult ImportPkcs12(byte[] der, string? password)
    {
        // Key files of a server process must not end in the user's key store; macOS cannot load them otherwise.
        var flags = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
        X509Certificate2Collection bag;
        try
        {
            bag = X509CertificateLoader.LoadPkcs12Collection(der, password, flags);
        }
        catch (CryptographicException fault)
        {
            const int InvalidPassword = unchecked((int)0x80070056);
            return fault.HResult != InvalidPassword ? KeyReadFaults.Damaged(P12)
                : string.IsNullOrEmpty(password) ? KeyReadFaults.PasswordMissing(P12)
                : KeyReadFaults.PasswordWrong(P12);
        }

        try
        {
            var owner = bag.FirstOrDefault(certificate => certificate.HasPrivateKey);
            return owner is null ? KeyReadFaults.NoPrivateKeyInside()
                : owner.GetRSAPrivateKey() is { } rsa ? RsaKeyCheck.Accept(rsa, hasPrivateKey: true, CertificateFacts.Of(owner))
                : KeyReadFaults.NotRsa("a key of another algorithm");
        }
        finally
        {
            foreach (var certificate in bag)
            {
                certificate.Dispose();
            }
        }
    }
}
