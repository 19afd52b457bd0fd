using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Payments.Channels;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.Oracles;

namespace Payments.Fuzz.Alipay;

/// <summary>
/// Reads an Alipay callback slowly and by the book, sharing no code with the channel: says what a callback that may be trusted tells, or why it
/// may not.
/// </summary>
internal sealed partial class AlipayOracle(RSA platformKey)
{
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    /// <summary>The fields as sent.</summary>
    /// <exception cref="UntrustedException">They cannot be read in one way only.</exception>
    public static List<Field> FieldsOf(Callback callback)
    {
        Demand(!callback.IsTruncated, "the body is cut");
        var fields = FormText.Read(callback.Body) ?? throw new UntrustedException("an escape is broken");
        Demand(fields.Select(field => field.Name).Distinct(StringComparer.Ordinal).Count() == fields.Count, "a field is there twice");
        return fields;
    }

    /// <summary>The text whose signature the form carries.</summary>
    /// <exception cref="UntrustedException">It carries none that fits.</exception>
    public string SignedText(List<Field> fields)
    {
        var signature = JsonFacts.Base64(ValueOf(fields, "sign"));
        foreach (var keepsType in (bool[])[false, true])
        {
            var message = AlipayPlatform.Message(fields, keepsType);
            if (platformKey.VerifyData(Encoding.Latin1.GetBytes(message), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            {
                return message;
            }
        }

        throw new UntrustedException("the signature does not fit");
    }

    /// <summary>What fields tell whose signature fits.</summary>
    /// <exception cref="UntrustedException">They may not be trusted all the same.</exception>
    public static ChannelNotification Tell(List<Field> fields, DateTimeOffset now)
    {
        Demand(ValueOf(fields, "app_id") == AlipayPlatform.AppId, "it is another application's");
        var sent = TimeOf(fields, "notify_time") ?? throw new UntrustedException("it does not say when it was sent");
        Demand(now - sent <= new TimeSpan(25, 5, 0) && sent - now <= TimeSpan.FromMinutes(5), "it is not of this moment");
        var id = ValueOf(fields, "notify_id");
        Demand(id.Length > 0, "it has no id");
        if (ValueOf(fields, "notify_type") != "trade_status_sync")
        {
            return new ChannelNotification.Other(Visible(ValueOf(fields, "notify_type"))?.Reveal() ?? "") { NotificationId = id };
        }

        Demand(ValueOf(fields, "seller_id") == AlipayPlatform.SellerId, "it is another merchant's");
        var word = ValueOf(fields, "trade_status");
        var total = MoneyOf(fields, "total_amount");
        var refunded = MoneyOf(fields, "refund_fee");
        Demand(total is { IsPositive: true } && ValueOf(fields, "out_trade_no").Length > 0 && ValueOf(fields, "trade_no").Length > 0, "it lacks an amount or a number");
        var isRefund = word is "TRADE_SUCCESS" or "TRADE_CLOSED" && (ValueOf(fields, "gmt_refund").Length > 0 || refunded is { IsPositive: true });
        return isRefund
            ? new ChannelNotification.Refund(RefundOf(fields, word, refunded)) { NotificationId = id }
            : new ChannelNotification.Payment(PaymentOf(fields, word, total!.Value)) { NotificationId = id };
    }

    private static ChannelPayment PaymentOf(List<Field> fields, string word, Money total) => new()
    {
        AttemptNo = ValueOf(fields, "out_trade_no"),
        Status = word switch
        {
            "TRADE_SUCCESS" or "TRADE_FINISHED" => ChannelPaymentStatus.Succeeded,
            "TRADE_CLOSED" => ChannelPaymentStatus.Closed,
            "WAIT_BUYER_PAY" => ChannelPaymentStatus.AwaitingPayer,
            _ => throw new UntrustedException("its state is no known word"),
        },
        Amount = total,
        ChannelTransactionId = ValueOf(fields, "trade_no"),
        PaidAt = TimeOf(fields, "gmt_payment"),
        Payer = Visible(ValueOf(fields, "buyer_open_id")) ?? Visible(ValueOf(fields, "buyer_id")),
        ChannelStatus = word,
    };

    private static ChannelRefund RefundOf(List<Field> fields, string word, Money? refunded) => new()
    {
        RefundNo = Visible(ValueOf(fields, "out_biz_no"))?.Reveal() ?? ValueOf(fields, "out_trade_no"),
        AttemptNo = ValueOf(fields, "out_trade_no"),
        Status = ChannelRefundStatus.Succeeded,
        ChannelTransactionId = ValueOf(fields, "trade_no"),
        CumulativeAmount = refunded,
        SucceededAt = TimeOf(fields, "gmt_refund"),
        ChannelStatus = word,
    };

    private static string ValueOf(List<Field> fields, string name) => fields.Find(field => field.Name == name).Value ?? "";

    private static PayerId? Visible(string text) => text.Length is > 0 and <= 128 && text.All(character => character is > ' ' and <= '~') ? new PayerId(text) : null;

    private static Money? MoneyOf(List<Field> fields, string name)
    {
        var text = ValueOf(fields, name);
        if (text.Length == 0)
        {
            return null;
        }

        Demand(PlainDecimal().IsMatch(text), $"'{name}' is no plain amount");
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text + "00" : text.Remove(point, 1).PadRight(point + 2, '0');
        var units = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        Demand(units <= long.MaxValue, $"'{name}' is more than there is");
        return Money.FromMinorUnits((long)units, Currency.Cny);
    }

    private static DateTimeOffset? TimeOf(List<Field> fields, string name) => DateTime.TryParseExact(
        ValueOf(fields, name),
        ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.f", "yyyy-MM-dd HH:mm:ss.ff", "yyyy-MM-dd HH:mm:ss.fff"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.None,
        out var time)
        ? Instant(time)
        : null;

    private static DateTimeOffset? Instant(DateTime time) => time.Ticks < Beijing.Ticks ? null : new DateTimeOffset(time, Beijing);

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new UntrustedException(otherwise);
        }
    }

    [GeneratedRegex(@"\A(0|[1-9][0-9]*)(\.[0-9]{1,2})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainDecimal();
}
