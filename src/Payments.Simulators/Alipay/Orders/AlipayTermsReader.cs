using System.Globalization;
using System.Text.RegularExpressions;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Methods;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>Reads what the merchant asks for, within Alipay's field limits.</summary>
internal sealed partial class AlipayTermsReader(AlipaySimulatorOptions options)
{
    private static readonly TimeSpan OnlineLife = TimeSpan.FromDays(15);
    private static readonly TimeSpan FaceToFaceLife = TimeSpan.FromHours(3);

    public AlipayTerms Read(AlipayCall call, AlipayProduct product, string? buyerId = null)
    {
        var biz = call.Biz;
        var request = call.Request;
        var seller = biz.Text("seller_id", 28);
        if (seller is not null && seller != call.Merchant.SellerId)
        {
            throw AlipayRefusalException.Business("ACQ.SELLER_NOT_EXIST", "卖家不存在");
        }

        return new AlipayTerms(
            product,
            OutTradeNo(biz),
            biz.Amount("total_amount", smallest: 1, AlipayAmount.Largest, "ACQ.TOTAL_FEE_EXCEED"),
            Subject(biz),
            biz.Text("body", 128),
            buyerId)
        {
            Merchant = call.Merchant,
            ExpiresAt = ExpiresAt(biz, product, call.Now),
            NotifyUrl = Url(request["notify_url"]),
            ReturnUrl = Url(request["return_url"]),
            QuitUrl = Url(biz.Text("quit_url", 400) ?? ""),
            PassbackParams = biz.Text("passback_params", 512),
            StoreId = biz.Text("store_id", 32),
            CharsetName = request["charset"].Length == 0 ? "utf-8" : request["charset"],
            Charset = request.Charset,
            SignType = request.SignType,
        };
    }

    private string OutTradeNo(AlipayBiz biz)
    {
        var number = biz.Required("out_trade_no", 64);
        return number.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (c == '-' && options.AllowHyphenInOrderNumbers))
            ? number
            : throw biz.Invalid("out_trade_no");
    }

    private static string Subject(AlipayBiz biz)
    {
        var subject = biz.Required("subject", 256);
        return subject.AsSpan().ContainsAny('/', '=', '&') ? throw biz.Invalid("subject") : subject;
    }

    private static string? Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text : null;

    private static DateTimeOffset ExpiresAt(AlipayBiz biz, AlipayProduct product, DateTimeOffset now)
    {
        if (biz.Text("time_expire", 32) is { } absolute)
        {
            var time = AlipayTime.Parse(absolute) ?? throw biz.Invalid("time_expire");
            return time > now
                ? time
                : throw AlipayRefusalException.Business("ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR", "当前时间已超过允许支付的时间");
        }

        if (biz.Text("timeout_express", 6) is { } relative) return Relative(biz, relative, now);
        return now + (product.IsFaceToFace() ? FaceToFaceLife : OnlineLife);
    }

    private static DateTimeOffset Relative(AlipayBiz biz, string text, DateTimeOffset now)
    {
        if (text == "1c") return AlipayTime.StartOf(AlipayTime.Day(now).AddDays(1));
        if (!RelativeShape().IsMatch(text)) throw biz.Invalid("timeout_express");
        var count = int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
        var life = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
        return life >= TimeSpan.FromMinutes(1) && life <= OnlineLife ? now + life : throw biz.Invalid("timeout_express");
    }

    [GeneratedRegex(@"^\d{1,5}[mhd]$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RelativeShape();
}
