using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Payments.RabbitMq;

/// <summary>The broker's address, taken apart. Holds a password: prints as <c>***</c>.</summary>
internal sealed class BrokerAddress
{
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;
    private const int MostPort = 65_535;

    private BrokerAddress(Uri uri, string user, string password)
    {
        (Host, IsTls, User, Password) = (uri.IdnHost, uri.Scheme == "amqps", user, password);
        Port = uri.Port > 0 ? uri.Port : DefaultPort;
        VirtualHost = uri.AbsolutePath is "" or "/" ? "/" : Uri.UnescapeDataString(uri.AbsolutePath[1..]);
    }

    public string Host { get; }

    public int Port { get; }

    public bool IsTls { get; }

    public string User { get; }

    public string Password { get; }

    public string VirtualHost { get; }

    private int DefaultPort => IsTls ? TlsPort : PlainPort;

    public static bool TryParse(string text, [NotNullWhen(true)] out BrokerAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("amqp" or "amqps")
            || uri.Host.Length == 0
            || uri.Query.Length > 0
            || uri.Fragment.Length > 0
            || uri.AbsolutePath.IndexOf('/', startIndex: Math.Min(1, uri.AbsolutePath.Length)) >= 0
            || uri.UserInfo.Split(':') is not [{ Length: > 0 } user, { Length: > 0 } password])
        {
            return false;
        }

        address = new BrokerAddress(uri, Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return true;
    }

    public static bool TryParseHost(string text, out string host, out int? port)
    {
        (host, port) = (text, null);
        if (text.LastIndexOf(':') is var colon and > 0 && !text.EndsWith(']'))
        {
            host = text[..colon];
            port = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MostPort ? number : null;
            if (port is null)
            {
                return false;
            }
        }

        return Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    /// <summary>Every node that can be asked, the first one first.</summary>
    public IEnumerable<(string Host, int Port)> Nodes(IEnumerable<string> others)
    {
        yield return (Host, Port);
        foreach (var other in others)
        {
            if (TryParseHost(other, out var host, out var port))
            {
                yield return (host, port ?? DefaultPort);
            }
        }
    }

    public override string ToString() => "***";
}
