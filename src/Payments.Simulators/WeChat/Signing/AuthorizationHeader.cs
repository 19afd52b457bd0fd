using System.Globalization;

namespace Payments.Simulators.WeChat.Signing;

/// <summary>The parsed <c>Authorization</c> header; parameters in any order.</summary>
internal sealed record AuthorizationHeader(string MchId, string Nonce, string TimestampText, long Timestamp, string SerialNo, string Signature)
{
    private const string Scheme = "WECHATPAY2-SHA256-RSA2048 ";

    /// <summary>Null when the scheme, a quote, a separator or a parameter is wrong, missing or there twice.</summary>
    public static AuthorizationHeader? Parse(string? header)
    {
        if (header is null || header.Length > 4096 || !header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = header.AsSpan(Scheme.Length);
        while (!rest.IsEmpty)
        {
            var equals = rest.IndexOf("=\"", StringComparison.Ordinal);
            var end = equals < 0 ? -1 : rest[(equals + 2)..].IndexOf('"');
            if (end < 0 || !found.TryAdd(rest[..equals].ToString(), rest.Slice(equals + 2, end).ToString()))
            {
                return null;
            }

            rest = rest[(equals + end + 3)..];
            if (rest.IsEmpty)
            {
                break;
            }

            if (rest[0] != ',' || rest.Length == 1)
            {
                return null;
            }

            rest = rest[1..];
        }

        return found.Count == 5
            && found.TryGetValue("mchid", out var mchId) && mchId.Length > 0
            && found.TryGetValue("nonce_str", out var nonce) && nonce.Length is > 0 and <= 64
            && found.TryGetValue("timestamp", out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp)
            && found.TryGetValue("serial_no", out var serial) && serial.Length > 0
            && found.TryGetValue("signature", out var signature) && signature.Length > 0
            ? new AuthorizationHeader(mchId, nonce, text, timestamp, serial, signature)
            : null;
    }
}
