namespace Payments.Fleet.Stage;

/// <summary>
/// Connections to nodes as a gateway has them: so many to each and no more. Without that bound, whoever waits for a busy node opens one more, and
/// thousands of connections that are opened, given up and opened again are what the machine is busy with.
/// </summary>
internal static class Connections
{
    private const int ToEachNode = 256;

    public static SocketsHttpHandler Pool() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxConnectionsPerServer = ToEachNode,
        ConnectTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
    };
}
