using System.Text;

namespace Payments.Channels.Alipay.Notifications;

/// <summary>The words of refused callbacks.</summary>
internal static class Failures
{
    private const int LongestName = 32;

    public static VerificationFailure TooLarge { get; } = new(VerificationFailureReason.BodyTooLarge, "it is larger than any callback of Alipay's.");

    public static VerificationFailure BadEscape { get; } = Malformed("it holds a broken percent escape; a form is decoded once, and must not be decoded before it gets here.");

    public static VerificationFailure Ambiguous { get; } = Malformed(
        "a value holds what reads as another field of the signed text, so the same signature fits more than one form; the order's state is learned by asking Alipay instead.");

    public static VerificationFailure NotSigned { get; } = new(
        VerificationFailureReason.BodyChanged,
        "the signature does not fit the fields: they were changed on the way, parameters of the address were mixed in, or the configured key is not the one Alipay signs for this application with.");

    public static VerificationFailure UnknownSerial { get; } = new(
        VerificationFailureReason.UnknownSerial, "it names a certificate of Alipay's that is not known here and could not be fetched.");

    public static VerificationFailure BadSignature { get; } = new(VerificationFailureReason.MalformedHeader, "'sign' is not the Base64 of a signature.");

    public static VerificationFailure BadType { get; } = new(VerificationFailureReason.MalformedHeader, "'sign_type' is not RSA2; set the application's signature to RSA2 in the console.");

    public static VerificationFailure OtherMerchant(string seller, string own) =>
        new(VerificationFailureReason.WrongMerchant, $"it is for {Shown("merchant", seller)}; this account is {own}.");

    public static VerificationFailure OtherApplication(string application, string own) =>
        new(VerificationFailureReason.WrongApplication, $"it is for {Shown("application", application)}; this account is {own}.");

    public static VerificationFailure Malformed(string detail) => new(VerificationFailureReason.MalformedBody, detail);

    public static VerificationFailure Missing(string field) => new(VerificationFailureReason.MissingHeader, $"'{field}' is missing or empty.");

    public static VerificationFailure BadField(string field) => new(VerificationFailureReason.MalformedBody, $"it is genuine, and its '{field}' is missing or has not the form it must have.");

    // Alipay's own names have no digits; what has may be a payer's number.
    public static string Named(ReadOnlySpan<byte> name) =>
        name.Length <= LongestName && !name.ContainsAnyInRange((byte)'0', (byte)'9') ? $" ('{Encoding.ASCII.GetString(name)}')" : "";

    // What is no number of Alipay's may be anything, a payer's name too.
    private static string Shown(string what, string number) =>
        number.Length <= LongestName && number.All(char.IsAsciiDigit) ? $"{what} {number}" : $"another {what}";
}
