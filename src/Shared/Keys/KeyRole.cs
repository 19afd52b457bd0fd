namespace Payments.Shared;

/// <summary>Which half of a key pair is wanted.</summary>
internal enum KeyRole
{
    Private,
    Public,
}

internal static class KeyRoleWords
{
    public static string Name(this KeyRole role) => role == KeyRole.Private ? "private key" : "public key or certificate";

    public static string Accepted(this KeyRole role) => role == KeyRole.Private
        ? "Give an RSA private key: PKCS#1 or PKCS#8 (PEM, DER or bare Base64), PKCS#8 with a password, or a P12 file."
        : "Give an RSA public key (PEM, DER or bare Base64) or an X.509 certificate.";
}
