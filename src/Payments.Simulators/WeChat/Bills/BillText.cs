using System.Globalization;
using System.Text;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Bills;

/// <summary>The file format of both bills: BOM, CRLF, a backtick before every value, headers without.</summary>
internal sealed class BillText
{
    private readonly StringBuilder _text = new("\uFEFF");

    public static string Time(DateTimeOffset time) => time.ToOffset(WeChatTime.Beijing).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Money(decimal yuan) => yuan.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Fee(decimal yuan) => yuan.ToString("0.00000", CultureInfo.InvariantCulture);

    /// <summary>One line stays one line and one value one column.</summary>
    public static string Plain(string? text) => (text ?? "").Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace(',', ' ').Replace('`', ' ').Replace('\u0001', ' ');

    public void Header(string line) => _text.Append(line).Append("\r\n");

    public void Row(params ReadOnlySpan<string> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _text.Append(i == 0 ? "`" : ",`").Append(values[i]);
        }

        _text.Append("\r\n");
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());
}
