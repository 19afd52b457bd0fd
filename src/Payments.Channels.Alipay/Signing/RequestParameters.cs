using System.Text;

namespace Payments.Channels.Alipay.Signing;

/// <summary>
/// The parameters of one request. Null and empty values are left out, as the signing rules say; order is ordinal by name.
/// <c>sign_type</c> is part of what a request signs (of a notification it is not).
/// </summary>
internal sealed class RequestParameters
{
    public const string Content = "biz_content";

    private readonly List<KeyValuePair<string, string>> _items = new(16);

    public void Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _items.Add(new(name, value));
        }
    }

    /// <summary>Signs everything added so far; nothing may be added afterwards.</summary>
    public async ValueTask<SignedParameters> SignAsync(IAlipaySigner signer, CancellationToken cancellationToken)
    {
        _items.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var text = WriteSignedText();
        try
        {
            var signature = await signer.SignAsync(text.Memory, cancellationToken).ConfigureAwait(false);
            return new SignedParameters(_items, Convert.ToBase64String(signature));
        }
        finally
        {
            text.Dispose();
        }
    }

    private PooledText WriteSignedText()
    {
        var text = new PooledText(1024);
        foreach (var (name, value) in _items)
        {
            if (text.Span.Length > 0)
            {
                text.Append((byte)'&');
            }

            text.Append(name);
            text.Append((byte)'=');
            text.Append(value);
        }

        return text;
    }
}

/// <summary>Signed parameters, ready to be written in each form Alipay takes them in. Values are percent-encoded as UTF-8, spaces as <c>%20</c>.</summary>
internal sealed class SignedParameters(IReadOnlyList<KeyValuePair<string, string>> items, string sign)
{
    public string? ContentValue { get; } = items.FirstOrDefault(static item => item.Key == RequestParameters.Content).Value;

    /// <summary>Everything, names sorted, the signature last: a query or an app's order string.</summary>
    public string ToQuery() => Write(withContent: true);

    /// <summary>Everything but the content, for the address of a POST.</summary>
    public string ToQueryWithoutContent() => Write(withContent: false);

    private string Write(bool withContent)
    {
        var query = new StringBuilder(1536);
        foreach (var (name, value) in items)
        {
            if (withContent || name != RequestParameters.Content)
            {
                query.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
            }
        }

        return query.Append("sign=").Append(Uri.EscapeDataString(sign)).ToString();
    }
}
