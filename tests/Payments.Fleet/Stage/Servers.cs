using Payments.TestServers;

namespace Payments.Fleet.Stage;

/// <summary>The real servers of the fleet.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private Servers(PostgresServer postgres, RedisServer redis, RabbitServer rabbit) => (Postgres, Redis, Rabbit) = (postgres, redis, rabbit);

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    public RabbitServer Rabbit { get; }

    public static async Task<Servers> StartAsync()
    {
        var postgres = PostgresServer.StartAsync();
        var redis = RedisServer.StartAsync();
        var rabbit = RabbitServer.StartAsync();
        try
        {
            await Task.WhenAll(postgres, redis, rabbit);
            return new Servers(await postgres, await redis, await rabbit);
        }
        catch
        {
            await DisposeAsync(postgres);
            await DisposeAsync(redis);
            await DisposeAsync(rabbit);
            throw;
        }
    }

    public void AddSettings(Dictionary<string, string> settings)
    {
        settings["Payments:PostgreSql:ConnectionString"] = Postgres.ConnectionString;
        settings["Payments:Redis:ConnectionString"] = Redis.ConnectionString;
        settings["Payments:RabbitMq:Uri"] = Rabbit.Uri;
        settings["Payments:RabbitMq:ConfirmTimeout"] = "00:00:02";
        settings["Payments:RabbitMq:ConnectTimeout"] = "00:00:02";
        settings["Payments:RabbitMq:MaxReconnectDelay"] = "00:00:01";
    }

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Redis.DisposeAsync();
        await Rabbit.DisposeAsync();
    }

    private static async Task DisposeAsync<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        if (starting.IsCompletedSuccessfully)
        {
            await (await starting).DisposeAsync();
        }
    }
}
