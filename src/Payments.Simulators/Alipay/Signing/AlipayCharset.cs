using System.Text;

namespace Payments.Simulators.Alipay.Signing;

/// <summary>The charsets a request may name; gbk and gb2312 are both served by code page 936.</summary>
internal static class AlipayCharset
{
    private const int Gbk936 = 936;
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public static Encoding Gbk { get; } = CodePagesEncodingProvider.Instance.GetEncoding(Gbk936)
        ?? throw new NotSupportedException("Code page 936 (GBK) is not available on this runtime.");

    /// <summary>The encoding a <c>charset</c> parameter names, or <see langword="null"/> where Alipay knows no such charset.</summary>
    public static Encoding? Find(string name) => name.ToUpperInvariant() switch
    {
        "UTF-8" or "UTF8" => Utf8,
        "GBK" or "GB2312" or "GB18030" => Gbk,
        _ => null,
    };
}
