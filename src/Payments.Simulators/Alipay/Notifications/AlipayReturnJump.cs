using System.Text;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Signing;

namespace Payments.Simulators.Alipay.Notifications;

/// <summary>The payer's browser going back to <c>return_url</c>: signed, and without a trade status, so that nobody takes it for a payment.</summary>
internal static class AlipayReturnJump
{
    public static string? Of(AlipayTrade trade, AlipayPlatform platform, DateTimeOffset now)
    {
        var terms = trade.Terms;
        if (terms.ReturnUrl is not { } returnUrl || terms.Product is not (AlipayProduct.Page or AlipayProduct.Wap)) return null;
        var content = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = terms.Product == AlipayProduct.Page ? "alipay.trade.page.pay.return" : "alipay.trade.wap.pay.return",
            ["app_id"] = terms.Merchant.AppId,
            ["auth_app_id"] = terms.Merchant.AppId,
            ["charset"] = terms.CharsetName,
            ["version"] = "1.0",
            ["out_trade_no"] = trade.OutTradeNo,
            ["trade_no"] = trade.TradeNo!,
            ["total_amount"] = AlipayAmount.Format(terms.TotalFen),
            ["seller_id"] = terms.Merchant.SellerId,
            ["timestamp"] = AlipayTime.Format(now),
        };
        var text = AlipaySigningText.ForNotification(content);
        content["sign_type"] = terms.SignType;
        content["sign"] = AlipaySignature.Sign(platform.Current.Key, terms.SignType, terms.Charset, text);
        var separator = returnUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return new StringBuilder(returnUrl).Append(separator).Append(AlipayForm.Write(content, terms.Charset)).ToString();
    }
}
