using Payments.Channels.Alipay.Signing;

namespace Payments.Channels.Alipay;

/// <summary>
/// A signed request that the payer's browser or app carries to Alipay. Nothing was sent. It lets its holder pay, so it prints as <c>***</c>.
/// </summary>
public sealed class AlipayJump
{
    private readonly Uri _gateway;
    private readonly SignedParameters _parameters;

    internal AlipayJump(Uri gateway, SignedParameters parameters) => (_gateway, _parameters) = (gateway, parameters);

    /// <summary>The address of a page payment, every parameter in it, percent-encoded.</summary>
    public string ToUrl() => $"{_gateway}?{_parameters.ToQuery()}";

    /// <summary>The same as a form to POST: the content as a field, the other parameters in the address. <see cref="AlipayHtml.ToHtml"/> makes a page of it.</summary>
    public NextAction.SubmitForm ToForm() => new(
        $"{_gateway}?{_parameters.ToQueryWithoutContent()}",
        new Dictionary<string, string>(StringComparer.Ordinal) { [RequestParameters.Content] = _parameters.ContentValue ?? "" });

    /// <summary>The order string of an app payment: names sorted, values percent-encoded, to be handed to Alipay's SDK unchanged.</summary>
    public string ToOrderString() => _parameters.ToQuery();

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
