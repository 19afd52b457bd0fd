using System.Text;
using Payments.Channels.Alipay.Certificates;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>Verifies an answer over the raw bytes of its node, and opens it.</summary>
internal sealed class AnswerVerifier(AlipayAccount account, CertificateUpdater updater)
{
    /// <returns><see langword="null"/> when the signature is Alipay's.</returns>
    public async ValueTask<VerificationFailure?> VerifyAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        var key = account.PlatformKeys.Find(envelope.CertificateNumber)
            ?? await updater.FetchAsync(envelope.CertificateNumber!, UpdateSource.Answer, cancellationToken).ConfigureAwait(false);
        if (key is null)
        {
            return new VerificationFailure(
                VerificationFailureReason.UnknownSerial,
                "it is signed under a certificate of Alipay's that could not be fetched and traced to the configured roots.");
        }

        return IsSigned(key, envelope)
            ? null
            : new VerificationFailure(VerificationFailureReason.BodyChanged, "its signature does not fit: it was changed on the way, or the configured key is not Alipay's.");
    }

    /// <returns>The node's JSON, decrypted where it was encrypted; <see langword="null"/> when it does not decrypt.</returns>
    public ReadOnlyMemory<byte>? Open(Envelope envelope)
    {
        if (!envelope.IsEncrypted)
        {
            return envelope.Node;
        }

        if (account.Aes?.TryDecrypt(envelope.ReadText()) is { } plain)
        {
            return plain;
        }

        return null;
    }

    private static bool IsSigned(PlatformKey key, Envelope envelope)
    {
        if (key.Key.VerifySha256Base64(envelope.Node.Span, envelope.Sign))
        {
            return true;
        }

        // Older gateways signed before escaping slashes.
        return envelope.Node.Span.IndexOf("\\/"u8) >= 0
            && key.Key.VerifySha256Base64(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(envelope.Node.Span).Replace("\\/", "/", StringComparison.Ordinal)), envelope.Sign);
    }
}
