using System.Text.Encodings.Web;
using Payments.Simulators.Channels;

namespace Payments.Simulators.Payer;

/// <summary>The payer's three screens. No script: a form, a link and a refresh.</summary>
internal static class PayerPage
{
    private const string Style = """
        :root{color-scheme:light dark;--bg:#f2f3f5;--card:#fff;--ink:#17181a;--dim:#6b7078;--line:#e4e6ea;--brand:#07c160}
        @media(prefers-color-scheme:dark){:root{--bg:#111214;--card:#1c1e21;--ink:#f1f2f4;--dim:#9aa0a8;--line:#2d3035}}
        .alipay{--brand:#1677ff}
        *{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{width:100%;max-width:22rem;background:var(--card);border-radius:1rem;overflow:hidden;box-shadow:0 1px 2px #0002,0 12px 40px #0001;text-align:center}
        header{background:var(--brand);color:#fff;padding:.8rem;font-weight:600}section{padding:1.5rem}
        h1{margin:0;font-size:1.25rem;font-weight:600}.amount{margin:.4rem 0 1rem;font-size:2.4rem;font-weight:700;font-variant-numeric:tabular-nums}
        dl{margin:0 0 1.5rem;padding-top:1rem;border-top:1px solid var(--line);display:grid;grid-template-columns:auto 1fr;gap:.35rem 1rem;font-size:.9rem;text-align:left}
        dt{color:var(--dim)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
        button,a.button{display:block;width:100%;padding:.8rem;border:0;border-radius:.6rem;font:inherit;font-weight:600;cursor:pointer;text-decoration:none}
        .pay{background:var(--brand);color:#fff}.cancel{margin-top:.6rem;background:none;color:var(--dim)}
        .tick{width:3.5rem;height:3.5rem;margin:0 auto 1rem;border-radius:50%;display:grid;place-items:center;background:var(--brand);color:#fff;font-size:1.8rem}
        p{margin:.5rem 0 1rem;color:var(--dim)}small{color:var(--dim)}button:focus-visible,a:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
        """;

    /// <summary>Asks the payer.</summary>
    public static string Ask(PayerOrder order, string? returnUrl)
    {
        var decide = order.CanPay
            ? $"""
                <form method="post" action="{PayerEndpoints.Path}">
                <input type="hidden" name="channel" value="{E(order.Channel)}"><input type="hidden" name="outTradeNo" value="{E(order.OutTradeNo)}"><input type="hidden" name="returnUrl" value="{E(returnUrl)}">
                <button class="pay" id="pay" name="decision" value="pay">Pay {E(Price(order))}</button>
                <button class="cancel" id="cancel" name="decision" value="cancel">Cancel</button>
                </form>
                """
            : $"<p id=\"state\">This order cannot be paid: {E(order.State)}.</p>{Back(returnUrl)}";
        return Page(order.Channel, "Pay", refresh: null, $"""
            <h1>{E(order.Subject)}</h1><div class="amount" id="amount">{E(Price(order))}</div>
            <dl><dt>Order</dt><dd>{E(order.OutTradeNo)}</dd><dt>State</dt><dd>{E(order.State)}</dd></dl>
            {decide}
            """);
    }

    /// <summary>Says that it is done, and goes back to the shop.</summary>
    public static string Paid(PayerOrder? order, string? returnUrl) => Page(order?.Channel ?? "", "Paid", returnUrl, $"""
        <div class="tick" aria-hidden="true">✓</div><h1 id="paid">Paid</h1><div class="amount">{E(order is null ? "" : Price(order))}</div>
        {Back(returnUrl)}
        """);

    /// <summary>Says anything else.</summary>
    public static string Message(string title, string text, string? returnUrl) =>
        Page("", title, refresh: null, $"<h1 id=\"message\">{E(title)}</h1><p>{E(text)}</p>{Back(returnUrl)}");

    private static string Price(PayerOrder order) => order.Currency == "CNY" ? $"¥{order.Amount}" : $"{order.Currency} {order.Amount}";

    private static string Back(string? returnUrl) =>
        returnUrl is null ? "<p>You can close this page.</p>" : $"<a class=\"button cancel\" id=\"back\" href=\"{E(returnUrl)}\">Back to the shop</a>";

    private static string Page(string channel, string title, string? refresh, string content)
    {
        var brand = channel switch { "wechat" => "WeChat Pay", "alipay" => "Alipay", _ => "Payment" };
        var jump = refresh is null ? "" : $"<meta http-equiv=\"refresh\" content=\"2;url={E(refresh)}\">";
        return $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{E(title)} · {brand} simulator</title>{jump}<style>{Style}</style></head>
            <body class="{E(channel)}"><main><header>{brand} simulator</header><section>{content}<small>No real money moves here.</small></section></main></body></html>
            """;
    }

    private static string E(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
