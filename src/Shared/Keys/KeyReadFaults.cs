namespace Payments.Shared;

/// <summary>The words of every fault, in one place so that they can be read together.</summary>
internal static class KeyReadFaults
{
    public static KeyReadFault Missing(KeyRole role) => new(
        KeyReadFaultKind.Missing,
        $"No {role.Name()} was given.",
        "Give PEM text, bare Base64, or the path of a key file.");

    public static KeyReadFault FileNotFound(string? path) => path is null
        ? new(
            KeyReadFaultKind.FileNotFound,
            "The value is neither PEM, nor Base64 of a key, nor the path of a file that exists.",
            "Check for a value cut short, or a wrong path; the value is not repeated here because it may be secret.")
        : new(
            KeyReadFaultKind.FileNotFound,
            $"File not found: {path}",
            $"Check the path; a relative one starts at the working directory, {Environment.CurrentDirectory}.");

    public static KeyReadFault FileUnreadable(string path, string reason) => new(
        KeyReadFaultKind.FileUnreadable,
        $"The file cannot be read ({reason}): {path}",
        "Give a readable key file of at most 1 MiB, and give the process the right to read it.");

    public static KeyReadFault NotAKey(KeyRole role) => new(
        KeyReadFaultKind.NotAKey,
        $"This holds no key of a known kind where a {role.Name()} is wanted.",
        role.Accepted());

    public static KeyReadFault Damaged(string what) => new(
        KeyReadFaultKind.Damaged,
        $"This is {what}, but it is damaged or incomplete.",
        "Copy it again, whole, from where it was made; keep every line between BEGIN and END.");

    public static KeyReadFault PublicKeyGiven() => new(
        KeyReadFaultKind.PublicKeyGiven,
        "This is a public key where a private key is wanted.",
        "Give the private key that was made together with it, and check that the two settings are not swapped.");

    public static KeyReadFault PrivateKeyGiven() => new(
        KeyReadFaultKind.PrivateKeyGiven,
        "This is a private key where a public key or a certificate is wanted.",
        "Give the public key or certificate of the other side, and check that the two settings are not swapped.");

    public static KeyReadFault CertificateGiven(string? serialNumber) => new(
        KeyReadFaultKind.CertificateGiven,
        serialNumber is null
            ? "This is a certificate where a private key is wanted."
            : $"This is a certificate (serial {serialNumber}) where a private key is wanted.",
        "A certificate holds only the public half: give the private key file beside it, or the P12 file that holds both.");

    public static KeyReadFault CertificateRequestGiven(KeyRole role) => new(
        KeyReadFaultKind.CertificateRequestGiven,
        $"This is a certificate request (CSR) where a {role.Name()} is wanted.",
        role.Accepted());

    public static KeyReadFault NotRsa(string algorithm) => new(
        KeyReadFaultKind.NotRsa,
        $"This is {algorithm} where an RSA key is wanted.",
        "Make an RSA key of 2048 bits or more, and register it with the channel.");

    public static KeyReadFault TooShort(int bits) => new(
        KeyReadFaultKind.TooShort,
        $"This RSA key is too short: {bits} bits.",
        "Make an RSA key of 2048 bits or more, and register it with the channel.");

    public static KeyReadFault PasswordMissing(string what) => new(
        KeyReadFaultKind.PasswordMissing,
        $"This is {what}, and its password is missing.",
        "Give the password beside the key.");

    public static KeyReadFault PasswordWrong(string what) => new(
        KeyReadFaultKind.PasswordWrong,
        $"This is {what}, and the password does not open it.",
        "Check the password (the one set when the file was made); if it is right, the data is damaged: copy it again.");

    public static KeyReadFault UnsupportedFormat(string what, string remedy) => new(
        KeyReadFaultKind.UnsupportedFormat,
        $"This is {what}, which is not supported.",
        remedy);

    public static KeyReadFault NoPrivateKeyInside() => new(
        KeyReadFaultKind.NoPrivateKeyInside,
        "This P12 file holds no private key.",
        "Export it again together with the private key.");

    public static KeyReadFault CertificateOfOtherKey() => new(
        KeyReadFaultKind.CertificateOfOtherKey,
        "The certificate beside this private key belongs to another key.",
        "Give the certificate that was issued for this key, or leave the certificate out.");
}
