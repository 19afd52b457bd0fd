using System.Text;

namespace Payments.Simulators.Alipay.Signing;

/// <summary>The text Alipay signs: non-empty parameters, ordinal order, raw values, joined by <c>&amp;</c>.</summary>
internal static class AlipaySigningText
{
    /// <summary>A request's text: everything except <c>sign</c>; <c>sign_type</c> stays in.</summary>
    public static string ForRequest(IEnumerable<KeyValuePair<string, string>> parameters) =>
        Join(parameters, static key => key is "sign");

    /// <summary>A notification's and a return jump's text: everything except <c>sign</c> and <c>sign_type</c>.</summary>
    public static string ForNotification(IEnumerable<KeyValuePair<string, string>> parameters) =>
        Join(parameters, static key => key is "sign" or "sign_type");

    private static string Join(IEnumerable<KeyValuePair<string, string>> parameters, Func<string, bool> leftOut)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in parameters
            .Where(pair => pair.Value.Length > 0 && !leftOut(pair.Key))
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append('&');
            text.Append(key).Append('=').Append(value);
        }

        return text.ToString();
    }
}
