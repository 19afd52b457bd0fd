using System.Buffers.Text;
using System.Globalization;
using Payments.Channels.WeChat.Certificates;
using Payments.Shared;

namespace Payments.Channels.WeChat.Signing;

/// <summary>Verifies what WeChat Pay signs: callbacks and answers alike. Never throws for what a sender wrote.</summary>
internal sealed class SignatureVerifier(PlatformKeys keys, PlatformCertificates certificates, string merchantSerialNo)
{
    // The SDKs of WeChat differ by one second at the border; the stricter reading is taken.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    /// <summary>What is wrong with the signature, or <see langword="null"/>. May fetch the certificates once when the serial number is unknown.</summary>
    public ValueTask<VerificationFailure?> VerifyAsync(
        SignatureHeaders headers, ReadOnlyMemory<byte> body, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (CheckTime(headers.Timestamp, now) is { } skew)
        {
            return ValueTask.FromResult<VerificationFailure?>(skew);
        }

        certificates.RefreshIfStale();
        return keys.Find(headers.Serial, now) is { } key
            ? ValueTask.FromResult(Check(key.Key, headers, body.Span))
            : VerifyAfterRefreshAsync(headers, body, now, cancellationToken);
    }

    /// <summary>Checks the signature alone.</summary>
    public static VerificationFailure? Check(RsaKey key, SignatureHeaders headers, ReadOnlySpan<byte> body)
    {
        var message = new MessageBuffer(headers.Timestamp.Length + headers.Nonce.Length + body.Length + 3);
        try
        {
            message.AppendLine(headers.Timestamp);
            message.AppendLine(headers.Nonce);
            message.AppendLine(body);
            if (key.VerifySha256Base64(message.Written.Span, headers.Signature))
            {
                return null;
            }
        }
        finally
        {
            message.Dispose();
        }

        return Base64.IsValid(headers.Signature)
            ? new(
                VerificationFailureReason.BodyChanged,
                "The signature does not fit. The body was changed on the way (a proxy, a framework that parsed and wrote it again), or the configured key does not belong to the serial number.")
            : new(VerificationFailureReason.MalformedHeader, $"Header {SignatureHeaders.SignatureName} is not Base64.");
    }

    public static VerificationFailure? CheckTime(string timestamp, DateTimeOffset now)
    {
        var seconds = long.Parse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture);
        var ours = now.ToUnixTimeSeconds();
        var difference = ours - seconds;
        return Math.Abs(difference) < Window.TotalSeconds
            ? null
            : new(
                VerificationFailureReason.ClockSkew,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The message says {Say(seconds)} ({seconds}), our clock says {Say(ours)} ({ours}): {Math.Abs(difference)} seconds apart where less than 300 are allowed. It is a replay, or this machine's clock is wrong."));
    }

    private async ValueTask<VerificationFailure?> VerifyAfterRefreshAsync(
        SignatureHeaders headers, ReadOnlyMemory<byte> body, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (PlatformKeys.IsCertificateSerial(headers.Serial) && headers.Serial != merchantSerialNo)
        {
            await certificates.RefreshForUnknownSerialAsync(headers.Serial, cancellationToken).ConfigureAwait(false);
            if (keys.Find(headers.Serial, now) is { } key)
            {
                return Check(key.Key, headers, body.Span);
            }
        }

        return Unknown(headers.Serial);
    }

    private VerificationFailure Unknown(string serial)
    {
        if (serial == merchantSerialNo)
        {
            return new(
                VerificationFailureReason.WrongKeyKind,
                "The serial number is that of our own merchant certificate; WeChat Pay signs with its platform certificate or public key, never with the merchant's.");
        }

        var shown = serial.Length <= 64 && serial.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $" '{serial}'" : "";
        if (serial.StartsWith(PlatformKeys.PublicKeyPrefix, StringComparison.Ordinal))
        {
            return new(
                VerificationFailureReason.UnknownSerial,
                $"Public key id{shown} is not the configured one ({keys.PublicKeyId ?? "none"}). Compare PublicKeyId and PublicKey with the merchant console.");
        }

        return new(
            VerificationFailureReason.UnknownSerial,
            certificates.IsEnabled
                ? $"Serial number{shown} is not that of a platform certificate in force; the list was fetched at {certificates.LastFetched}. A new one is looked for at most once per CertificateRefreshMinimumInterval."
                : $"Serial number{shown} is not the configured public key's ({keys.PublicKeyId ?? "none"}), and platform certificates are not in use. If WeChat Pay still signs with a certificate, set UsePlatformCertificates.");
    }

    private static string Say(long seconds) => seconds is >= 0 and <= 253_402_300_799
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : "a time beyond the calendar";
}
