using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Payments.Recon.Reporting.Html;

/// <summary>Writes HTML; every text is escaped, and what is said in two languages is written in both, of which the page shows one.</summary>
internal sealed class HtmlWriter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();

    public HtmlWriter Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    /// <summary>Markup with numbers in it.</summary>
    public HtmlWriter Put(FormattableString html)
    {
        _html.Append(html.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    public HtmlWriter Text(string text)
    {
        _html.Append(Encoder.Encode(text));
        return this;
    }

    public HtmlWriter Say(Words words, string element = "span")
    {
        if (words.Zh == words.En)
        {
            return Text(words.Zh);
        }

        Put($"<{element} class=\"zh\" lang=\"zh-CN\">").Text(words.Zh).Put($"</{element}>");
        return Put($"<{element} class=\"en\" lang=\"en\">").Text(words.En).Put($"</{element}>");
    }

    public HtmlWriter Say(string zh, string en) => Say(new Words(zh, en));

    /// <summary>An element with a class and words in it.</summary>
    public HtmlWriter Element(string name, string cssClass, Words words) => Put($"<{name} class=\"{cssClass}\">").Say(words).Put($"</{name}>");

    public override string ToString() => _html.ToString();
}
