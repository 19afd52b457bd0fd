using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;
using Payments.Channels.WeChat.Refunds;
using Payments.Channels.WeChat.Signing;
using Payments.Channels.WeChat.Transfers;

namespace Payments.Channels.WeChat.Notifications;

/// <summary>
/// Reads a callback: headers, time, key, signature, then and only then the content. Never throws for what a sender wrote.
/// The body is not copied into text; the decrypted content lives in a rented buffer that is wiped.
/// </summary>
internal sealed class NotificationReader(Merchant merchant, SignatureVerifier verifier, ResourceCipher cipher)
{
    public async ValueTask<NotificationReading> ReadAsync(NotificationRequest request, CancellationToken cancellationToken)
    {
        if (request.IsTruncated)
        {
            return Refused(VerificationFailureReason.BodyTooLarge, "The body is larger than any genuine callback and was not read whole.");
        }

        if (SignatureHeaders.Read(request.GetHeader, out var headers) is { } headerFault)
        {
            return new NotificationReading.Refused(headerFault);
        }

        var failure = await verifier.VerifyAsync(headers, request.Body, request.ReceivedAt, cancellationToken).ConfigureAwait(false);
        return failure is not null ? new NotificationReading.Refused(failure) : Open(request.Body.Span);
    }

    private static NotificationReading.Refused Refused(VerificationFailureReason reason, string detail) => new(new VerificationFailure(reason, detail));

    private static NotificationReading.Refused Malformed(string detail) => Refused(VerificationFailureReason.MalformedBody, detail);

    private NotificationReading Open(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return Malformed("The signature is genuine, but the body is not UTF-8.");
        }

        var scratch = ArrayPool<byte>.Shared.Rent(body.Length + 1);
        try
        {
            return Open(Envelope.Read(body, scratch), scratch);
        }
        catch (Exception exception) when (JsonMembers.IsMalformed(exception))
        {
            return Malformed("The signature is genuine, but the body is not the JSON of a callback: " + Cause(exception));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private NotificationReading Open(Envelope envelope, byte[] scratch)
    {
        if (!envelope.HasResource)
        {
            return envelope.IsFollowed
                ? Malformed("The callback has no resource.")
                : Verified(new ChannelNotification.Other(envelope.EventType) { NotificationId = envelope.Id });
        }

        if (!envelope.IsAesGcm)
        {
            return Malformed($"The resource is encrypted with another algorithm than {ResourceCipher.Algorithm}.");
        }

        var sealedLength = envelope.DecodeCiphertext(scratch);
        var length = sealedLength - ResourceCipher.TagLength;
        var plaintext = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        try
        {
            return length >= 0
                && cipher.TryDecrypt(
                    scratch.AsSpan(envelope.Nonce), scratch.AsSpan(envelope.AssociatedData), scratch.AsSpan(envelope.Ciphertext)[..sealedLength], plaintext.AsSpan(0, length))
                ? ReadContent(envelope, plaintext.AsSpan(0, length))
                : Refused(
                    VerificationFailureReason.DecryptionFailed,
                    "The signature is genuine, but the resource does not decrypt with the account's APIv3 key. Compare ApiV3Key with the merchant console, and see that this address is not another merchant's.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext.AsSpan(0, Math.Max(length, 0)));
            ArrayPool<byte>.Shared.Return(plaintext);
        }
    }

    private NotificationReading ReadContent(Envelope envelope, ReadOnlySpan<byte> content)
    {
        if (!Utf8.IsValid(content))
        {
            return Malformed("The signature is genuine, but the content is not UTF-8.");
        }

        if (envelope.EventType == Envelope.TransactionSuccess)
        {
            var transaction = Transaction.Read(content);
            return merchant.Check(transaction) is { } notOurs
                ? new NotificationReading.Refused(notOurs)
                : Verified(new ChannelNotification.Payment(transaction.ToPayment()) { NotificationId = envelope.Id });
        }

        // Transfers of a service provider are another product with other content; none is made here.
        if (envelope.EventType == Envelope.TransferFinished && !merchant.IsPartner)
        {
            var transfer = TransferRecord.Read(content);
            return merchant.CheckMerchant(transfer.MchId, subMchId: null) is { } notOurs
                ? new NotificationReading.Refused(notOurs)
                : Verified(new ChannelNotification.Transfer(transfer.ToTransfer()) { NotificationId = envelope.Id });
        }

        if (envelope.IsRefund)
        {
            var refund = RefundRecord.Read(content, "refund_status"u8);
            return merchant.CheckMerchant(refund.MchId, refund.SubMchId) is { } notOurs
                ? new NotificationReading.Refused(notOurs)
                : Verified(new ChannelNotification.Refund(refund.ToRefund()) { NotificationId = envelope.Id });
        }

        return Verified(new ChannelNotification.Other(envelope.EventType) { NotificationId = envelope.Id });
    }

    private static NotificationReading.Verified Verified(ChannelNotification notification) => new(notification);

    // Our own texts name members; the JSON reader's may repeat what it read.
    private static string Cause(Exception exception) => exception is JsonException { LineNumber: null } ? exception.Message : "it does not parse.";
}
