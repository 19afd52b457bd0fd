using System.Net;
using System.Net.Sockets;

namespace Payments.Webhooks;

/// <summary>
/// Which addresses are out in the open. IPv4: everything but what IANA's special-purpose registry and a few clouds keep for other things.
/// IPv6: only 2000::/3, less what in it carries IPv4 or is special. What leads to an IPv4 address by another notation is refused whatever it leads to.
/// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
/// </summary>
internal static class AddressRanges
{
    private static readonly IPNetwork[] Special =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // carrier-grade NAT
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("168.63.129.16/32"), // Azure's wire server
        IPNetwork.Parse("169.254.0.0/16"), // link-local, the clouds' metadata
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments, Oracle's metadata
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.31.196.0/24"), // AS112
        IPNetwork.Parse("192.52.193.0/24"), // AMT
        IPNetwork.Parse("192.88.99.0/24"), // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("192.175.48.0/24"), // AS112
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, broadcast
        IPNetwork.Parse("2001::/23"), // protocol assignments: Teredo, benchmarks, ORCHID
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4
        IPNetwork.Parse("2620:4f:8000::/48"), // AS112
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address belongs to a host anybody may reach.</summary>
    public static bool IsPublic(IPAddress address) =>
        !address.IsIPv4MappedToIPv6 // a network of IPv4 says that it contains its mapped addresses
        && (address.AddressFamily == AddressFamily.InterNetwork || Global.Contains(address))
        && !Array.Exists(Special, network => network.Contains(address));
}
