using System.Net;
using Microsoft.Extensions.Options;

namespace Payments.Webhooks;

/// <summary>Which addresses may be sent to.</summary>
internal sealed class AddressGuard(IOptions<WebhookOptions> options)
{
    private const int MostCharacters = 500;

    public bool Allows(IPAddress address) =>
        AddressRanges.IsPublic(address) || (options.Value.AllowLoopback && !address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address));

    /// <summary>What is wrong with an endpoint's address, as far as can be seen without asking for its host's; <see langword="null"/> when nothing is.</summary>
    public string? ProblemOf(string? url)
    {
        if (url is not { Length: > 0 and <= MostCharacters } || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0)
        {
            return $"is an absolute https address of at most {MostCharacters} characters.";
        }

        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && options.Value.AllowLoopback && address.IsLoopback))
        {
            return "is https.";
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return "has no user and no fragment.";
        }

        return IPAddress.TryParse(address.DnsSafeHost, out var literal) && !Allows(literal) ? "is at an address that may be reached from everywhere." : null;
    }
}
