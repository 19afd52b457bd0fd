namespace Payments.Channels.Alipay.Options;

internal static class WebAddress
{
    public static bool IsValid(string text, int maxLength) =>
        text.Length <= maxLength
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
