using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Payments.Channels.Alipay.Certificates;
using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay.Notifications;

/// <summary>
/// Verifies a callback and says in the packages' words what it tells. The order is: form, signature, application, merchant, time, content; so
/// nothing of an unsigned callback is ever looked at beyond what verification needs.
/// </summary>
/// <remarks>
/// Time: Alipay repeats a callback for 25 hours, under the same <c>notify_id</c>. One whose <c>notify_time</c> is older than that, or more than
/// five minutes ahead of our clock, is refused. Replays within it are harmless: what a callback says is applied once.
/// </remarks>
internal sealed class NotificationReader(AlipayAccount account, CertificateUpdater updater)
{
    private const int MaxBody = 64 * 1024;
    private const int MaxSignature = 1024;
    private const int MaxText = 128;

    private static readonly TimeSpan OldestAllowed = new(25, 5, 0);
    private static readonly TimeSpan FarthestAhead = TimeSpan.FromMinutes(5);

    public async ValueTask<NotificationReading> ReadAsync(NotificationRequest request, CancellationToken cancellationToken)
    {
        var reading = Read(request, out var unknownNumber);
        if (unknownNumber is null)
        {
            return reading;
        }

        return await updater.FetchAsync(unknownNumber, UpdateSource.Notification, cancellationToken).ConfigureAwait(false) is null
            ? new NotificationReading.Refused(Failures.UnknownSerial)
            : Read(request, out _);
    }

    /// <summary>Verifies a signed form.</summary>
    /// <param name="form">Parsed.</param>
    /// <param name="unknownNumber">The certificate number to fetch before trying again.</param>
    public VerificationFailure? Verify(ref SignedForm form, out string? unknownNumber)
    {
        unknownNumber = null;
        if (form["sign"u8].IsEmpty)
        {
            return Failures.Missing("sign");
        }

        if (form["sign_type"u8].IsEmpty)
        {
            return Failures.Missing("sign_type");
        }

        if (!form["sign_type"u8].SequenceEqual("RSA2"u8))
        {
            return Failures.BadType;
        }

        Span<byte> signature = stackalloc byte[MaxSignature];
        var length = form.ReadSignature(signature);
        if (length <= 0)
        {
            return Failures.BadSignature;
        }

        var keys = Keys(form["alipay_cert_sn"u8], out unknownNumber);
        return keys.Count == 0 ? Failures.UnknownSerial
            : form.IsSignedBy(keys, signature[..length]) ? CheckApplication(form)
            : Failures.NotSigned;
    }

    public static bool IsUtf8(in SignedForm form)
    {
        var charset = form["charset"u8];
        var isOther = !charset.IsEmpty && !Ascii.EqualsIgnoreCase(charset, "utf-8"u8);
        return isOther || Utf8.IsValid(form.Decoded);
    }

    /// <returns><see langword="null"/> when the field is empty, too long, or holds anything but visible ASCII.</returns>
    public static string? Text(ReadOnlySpan<byte> value) =>
        value.IsEmpty || value.Length > MaxText || value.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? null : Encoding.ASCII.GetString(value);

    private static DateTimeOffset? Time(ReadOnlySpan<byte> value)
    {
        Span<char> text = stackalloc char[32];
        return value.Length <= text.Length && Encoding.Latin1.GetChars(value, text) is var length ? BeijingTime.Read(text[..length]) : null;
    }

    public static Money? Amount(ReadOnlySpan<byte> value)
    {
        Span<char> text = stackalloc char[32];
        return value.Length is > 0 and <= 32 && Encoding.Latin1.GetChars(value, text) is var length && Money.TryParse(text[..length], Currency.Cny, out var amount) && !amount.IsNegative
            ? amount
            : null;
    }

    private NotificationReading Read(NotificationRequest request, out string? unknownNumber)
    {
        unknownNumber = null;
        if (request.IsTruncated || request.Body.Length > MaxBody)
        {
            return new NotificationReading.Refused(Failures.TooLarge);
        }

        var form = new SignedForm(request.Body.Length, stackalloc FormField[SignedForm.MostFields]);
        try
        {
            var failure = form.Parse(request.Body.Span)
                ?? (IsUtf8(form) ? null : Failures.Malformed("it is not UTF-8."))
                ?? Verify(ref form, out unknownNumber)
                ?? CheckTime(form, request.ReceivedAt);
            return failure is null ? Normalise(form) : new NotificationReading.Refused(failure);
        }
        finally
        {
            form.Dispose();
        }
    }

    private IReadOnlyList<PlatformKey> Keys(ReadOnlySpan<byte> certificateNumber, out string? unknownNumber)
    {
        unknownNumber = null;
        if (certificateNumber.IsEmpty || !account.IsCertificateMode)
        {
            return account.PlatformKeys.All;
        }

        var number = Text(certificateNumber);
        if (number is not null && account.PlatformKeys.Find(number) is { } key)
        {
            return [key];
        }

        unknownNumber = number;
        return [];
    }

    private VerificationFailure? CheckApplication(in SignedForm form)
    {
        var application = Text(form["app_id"u8]);
        return application is null ? Failures.Missing("app_id")
            : application == account.AppId ? null
            : Failures.OtherApplication(application, account.AppId);
    }

    private static VerificationFailure? CheckTime(in SignedForm form, DateTimeOffset now)
    {
        if (form["notify_time"u8].IsEmpty)
        {
            return Failures.Missing("notify_time");
        }

        if (Time(form["notify_time"u8]) is not { } sent)
        {
            return new VerificationFailure(VerificationFailureReason.MalformedHeader, "'notify_time' does not read yyyy-MM-dd HH:mm:ss.");
        }

        return now - sent <= OldestAllowed && sent - now <= FarthestAhead ? null : new VerificationFailure(
            VerificationFailureReason.ClockSkew,
            string.Create(CultureInfo.InvariantCulture, $"it says it was sent at {sent:yyyy-MM-dd HH:mm:sszzz}, and our clock says {now.ToOffset(sent.Offset):yyyy-MM-dd HH:mm:sszzz}; look at this host's clock, or for somebody sending old callbacks again."));
    }

    private NotificationReading Normalise(in SignedForm form)
    {
        if (Text(form["notify_id"u8]) is not { } id)
        {
            return new NotificationReading.Refused(Failures.Missing("notify_id"));
        }

        if (!form["notify_type"u8].SequenceEqual("trade_status_sync"u8))
        {
            return new NotificationReading.Verified(new ChannelNotification.Other(Text(form["notify_type"u8]) ?? "") { NotificationId = id });
        }

        var seller = Text(form["seller_id"u8]);
        if (seller != account.SellerId)
        {
            return new NotificationReading.Refused(seller is null
                ? Failures.Missing("seller_id")
                : Failures.OtherMerchant(seller, account.SellerId));
        }

        return ReadTrade(form, id);
    }

    private static NotificationReading ReadTrade(in SignedForm form, string id)
    {
        var attemptNo = Text(form["out_trade_no"u8]);
        var transactionId = Text(form["trade_no"u8]);
        var word = Text(form["trade_status"u8]);
        var total = Amount(form["total_amount"u8]);
        var refunded = form["refund_fee"u8].IsEmpty ? null : Amount(form["refund_fee"u8]);
        var missing = attemptNo is null ? "out_trade_no"
            : transactionId is null ? "trade_no"
            : total is not { IsPositive: true } ? "total_amount"
            : refunded is null && !form["refund_fee"u8].IsEmpty ? "refund_fee"
            : null;
        if (missing is not null || TradeNotice.StatusOf(word) is not { } status)
        {
            return new NotificationReading.Refused(Failures.BadField(missing ?? "trade_status"));
        }

        var notice = new TradeNotice(id, attemptNo!, transactionId!, word!, status, total!.Value)
        {
            PaidAt = Time(form["gmt_payment"u8]),
            Payer = Text(form["buyer_open_id"u8]) ?? Text(form["buyer_id"u8]),
            Refunded = refunded,
            RefundedAt = Time(form["gmt_refund"u8]),
            HasRefundTime = !form["gmt_refund"u8].IsEmpty,
            RefundNo = Text(form["out_biz_no"u8]),
        };
        return new NotificationReading.Verified(notice.Normalise());
    }
}
