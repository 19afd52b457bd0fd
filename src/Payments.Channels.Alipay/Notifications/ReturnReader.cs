using System.Text;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay.Notifications;

/// <summary>Verifies what a payer's browser brings to the return address. Signed as a callback is.</summary>
internal sealed class ReturnReader(AlipayAccount account, NotificationReader notifications)
{
    private const int MaxQuery = 8 * 1024;

    // Alipay signs its own parameters; those that the return address had of its own stand among them.
    private static readonly byte[][] Known =
    [
        .. new[]
        {
            "app_id", "auth_app_id", "alipay_cert_sn", "charset", "method", "out_trade_no", "seller_id", "sign", "sign_type", "timestamp",
            "total_amount", "trade_no", "version",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <param name="query">The query as received, with or without the question mark, nothing decoded.</param>
    public AlipayReturn Read(string query)
    {
        var text = query.AsSpan().TrimStart('?');
        if (text.Length > MaxQuery)
        {
            return new AlipayReturn.Refused(Failures.TooLarge);
        }

        var body = Encoding.UTF8.GetBytes(text.ToString());
        var form = new SignedForm(body.Length, stackalloc FormField[SignedForm.MostFields]);
        try
        {
            return (form.Parse(body)
                ?? (NotificationReader.IsUtf8(form) ? null : Failures.Malformed("it is not UTF-8."))
                ?? Verify(ref form)) is { } failure
                ? new AlipayReturn.Refused(failure)
                : Normalise(form);
        }
        finally
        {
            form.Dispose();
        }
    }

    private VerificationFailure? Verify(ref SignedForm form)
    {
        var failure = notifications.Verify(ref form, out _);
        if (failure?.Reason != VerificationFailureReason.BodyChanged)
        {
            return failure;
        }

        form.KeepOnly(Known);
        return notifications.Verify(ref form, out _);
    }

    private AlipayReturn Normalise(in SignedForm form)
    {
        var seller = NotificationReader.Text(form["seller_id"u8]);
        if (seller != account.SellerId)
        {
            return new AlipayReturn.Refused(seller is null
                ? Failures.Missing("seller_id")
                : Failures.OtherMerchant(seller, account.SellerId));
        }

        return NotificationReader.Text(form["out_trade_no"u8]) is { } attemptNo && NotificationReader.Amount(form["total_amount"u8]) is { } amount
            ? new AlipayReturn.Verified(attemptNo, amount, NotificationReader.Text(form["trade_no"u8]))
            : new AlipayReturn.Refused(Failures.BadField("out_trade_no or total_amount"));
    }
}
