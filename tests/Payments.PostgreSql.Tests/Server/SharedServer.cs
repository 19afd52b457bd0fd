namespace Payments.PostgreSql.Tests;

/// <summary>The server most tests share; each has a schema of its own there.</summary>
internal static class SharedServer
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(PostgresServer.StartAsync);

    public static Task<PostgresServer> GetAsync() => Server.Value;

    public static async Task StopAsync()
    {
        if (Server.IsValueCreated)
        {
            await (await Server.Value).DisposeAsync();
        }
    }
}
