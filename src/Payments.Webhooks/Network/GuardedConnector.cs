using System.Net;
using System.Net.Sockets;

namespace Payments.Webhooks;

/// <summary>Asks for a host's addresses.</summary>
internal interface IHostResolver
{
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>Connects to an address.</summary>
internal interface IAddressDialer
{
    ValueTask<Stream> DialAsync(IPEndPoint target, CancellationToken cancellationToken);
}

/// <summary>Asks the system.</summary>
internal sealed class SystemResolver : IHostResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
}

/// <summary>Dials over TCP.</summary>
internal sealed class TcpDialer : IAddressDialer
{
    public async ValueTask<Stream> DialAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // the stream owns it
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
#pragma warning restore CA2000
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The host of an endpoint is at an address that may not be sent to. Nothing was dialled.</summary>
internal sealed class RefusedAddressException() : IOException("The host is at an address that may not be sent to.");

/// <summary>
/// Connects to endpoints. The name is asked for once; every address it gives must be allowed, and only an address that was looked at is dialled,
/// so a name that changes between the look and the call gains nothing.
/// </summary>
internal sealed class GuardedConnector(IHostResolver resolver, IAddressDialer dialer, AddressGuard guard)
{
    private const int MostAddresses = 4;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await resolver.ResolveAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        if (!Array.TrueForAll(addresses, guard.Allows))
        {
            throw new RefusedAddressException();
        }

        SocketException? last = null;
        foreach (var address in addresses.Take(MostAddresses))
        {
            try
            {
                return await dialer.DialAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException fault)
            {
                last = fault;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}
