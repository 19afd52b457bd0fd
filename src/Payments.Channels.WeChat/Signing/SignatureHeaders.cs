using Microsoft.Extensions.Primitives;

namespace Payments.Channels.WeChat.Signing;

/// <summary>The headers that carry the signature of an answer or a callback, of the right form and nothing more: not yet believed.</summary>
internal readonly record struct SignatureHeaders(string Timestamp, string Nonce, string Signature, string Serial)
{
    public const string TimestampName = "Wechatpay-Timestamp";
    public const string NonceName = "Wechatpay-Nonce";
    public const string SignatureName = "Wechatpay-Signature";
    public const string SerialName = "Wechatpay-Serial";
    public const string TypeName = "Wechatpay-Signature-Type";

    private const string RsaType = "WECHATPAY2-SHA256-RSA2048";

    // WeChat's own probe; such a signature is wrong on purpose and need not be Base64.
    private const string ProbePrefix = "WECHATPAY/SIGNTEST/";
    private const int MaxTimestamp = 12;
    private const int MaxToken = 128;
    private const int MaxSignature = 4096;

    /// <summary>Reads them, in the order that names the likeliest cause first.</summary>
    public static VerificationFailure? Read(Func<string, StringValues> header, out SignatureHeaders headers)
    {
        headers = default;
        if (One(header, SignatureName, MaxSignature, out var signature) is { } badSignature)
        {
            return badSignature;
        }

        if (signature.StartsWith(ProbePrefix, StringComparison.Ordinal))
        {
            return new(
                VerificationFailureReason.SignatureProbe,
                "WeChat Pay sent one of its probes: a signature that is wrong on purpose, to see that it is refused. Nothing is to be done.");
        }

        if (One(header, TimestampName, MaxTimestamp, out var timestamp) is { } badTimestamp)
        {
            return badTimestamp;
        }

        if (timestamp.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return Malformed(TimestampName, "is not a whole number of seconds in decimal digits");
        }

        if (One(header, NonceName, MaxToken, out var nonce) is { } badNonce)
        {
            return badNonce;
        }

        if (One(header, SerialName, MaxToken, out var serial) is { } badSerial)
        {
            return badSerial;
        }

        var type = header(TypeName);
        if (type.Count > 1)
        {
            return Duplicate(TypeName);
        }

        if (type.Count == 1 && !string.IsNullOrEmpty(type[0]) && type[0] != RsaType)
        {
            return Malformed(TypeName, $"names another kind of signature than {RsaType}, the only one supported");
        }

        headers = new SignatureHeaders(timestamp, nonce, signature, serial);
        return null;
    }

    private static VerificationFailure? One(Func<string, StringValues> header, string name, int maxLength, out string value)
    {
        var values = header(name);
        value = values.Count == 1 ? values[0] ?? "" : "";
        if (values.Count > 1)
        {
            return Duplicate(name);
        }

        if (value.Length == 0)
        {
            return new(
                VerificationFailureReason.MissingHeader,
                $"Header {name} is missing or empty. If a proxy stands in between, let it pass the Wechatpay-* headers unchanged.");
        }

        if (value.Length > maxLength)
        {
            return Malformed(name, $"is longer than {maxLength} characters");
        }

        // A line feed in the nonce would let its sender move the border between nonce and body.
        return value.AsSpan().ContainsAnyExceptInRange('!', '~') ? Malformed(name, "has a character that is not visible ASCII") : null;
    }

    private static VerificationFailure Duplicate(string name) => new(
        VerificationFailureReason.DuplicateHeader, $"Header {name} appears more than once; a genuine message has it once.");

    private static VerificationFailure Malformed(string name, string fault) => new(
        VerificationFailureReason.MalformedHeader, $"Header {name} {fault}.");
}
