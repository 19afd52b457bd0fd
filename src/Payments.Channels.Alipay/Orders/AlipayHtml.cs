using System.Text;
using System.Text.Encodings.Web;

namespace Payments.Channels.Alipay;

/// <summary>Makes pages of forms.</summary>
public static class AlipayHtml
{
    /// <summary>An HTML page that submits the form by itself, and shows a button where scripts are off.</summary>
    /// <param name="form">The form.</param>
    /// <param name="nonce">The nonce of the page's Content-Security-Policy, when it has one; the policy must also allow the gateway as <c>form-action</c>.</param>
    /// <returns>The page; serve it as UTF-8, and keep it out of caches: it lets its holder pay.</returns>
    public static string ToHtml(this NextAction.SubmitForm form, string? nonce = null)
    {
        ArgumentNullException.ThrowIfNull(form);
        var encoder = HtmlEncoder.Default;
        var page = new StringBuilder(2048);
        page.Append("<!DOCTYPE html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title>Alipay</title></head><body>\n")
            .Append("<form id=\"alipay\" method=\"post\" accept-charset=\"utf-8\" action=\"").Append(encoder.Encode(form.Url)).Append("\">\n");
        foreach (var (name, value) in form.Fields)
        {
            page.Append("<input type=\"hidden\" name=\"").Append(encoder.Encode(name))
                .Append("\" value=\"").Append(encoder.Encode(value)).Append("\">\n");
        }

        page.Append("<noscript><button type=\"submit\">&#32487;&#32493; / Continue</button></noscript>\n</form>\n<script");
        if (nonce is not null)
        {
            page.Append(" nonce=\"").Append(encoder.Encode(nonce)).Append('"');
        }

        return page.Append(">document.getElementById(\"alipay\").submit();</script>\n</body></html>\n").ToString();
    }
}
