using StackExchange.Redis;

namespace Payments.Redis;

/// <summary>
/// The one place that knows the client library. Uses only members that are in StackExchange.Redis 1.2.6 and in 3.x alike, so that the version is one line
/// of Directory.Packages.props.
/// </summary>
internal sealed class RedisAdapter : IAsyncDisposable
{
    private const int KeepAliveSeconds = 10;

    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly ISubscriber _subscriber;
    private readonly TimeProvider _time;

    private RedisAdapter(ConnectionMultiplexer connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _database = connection.GetDatabase();
        _subscriber = connection.GetSubscriber();
    }

    /// <summary>Whether the text is a connection string with an address.</summary>
    public static bool IsReadable(string connectionString)
    {
        try
        {
            return ConfigurationOptions.Parse(connectionString, ignoreUnknown: false).EndPoints.Count > 0;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException or NotSupportedException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>Connects. Afterwards the library connects again by itself when a connection breaks.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="subscriptions">What to listen to, until the connection is disposed; after a break the library listens again.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RedisConnectionException">No server of the connection string answers.</exception>
    public static async Task<RedisAdapter> ConnectAsync(RedisOptions options, IEnumerable<Subscription> subscriptions, TimeProvider time)
    {
        var settings = ConfigurationOptions.Parse(options.ConnectionString, ignoreUnknown: false);
        settings.AbortOnConnectFail = true;
        settings.ConnectTimeout = Milliseconds(options.ConnectTimeout);
        settings.SyncTimeout = Math.Max(Milliseconds(options.CommandTimeout), 1);
        settings.KeepAlive = KeepAliveSeconds;
        settings.ClientName ??= "payments";
        if (OwnAuthority.TryRead(options.CertificateAuthority, out var authority))
        {
            settings.CertificateValidation += (_, certificate, _, errors) => authority!.Trusts(certificate, errors);
        }

        var adapter = new RedisAdapter(await ConnectionMultiplexer.ConnectAsync(settings, null).ConfigureAwait(false), time);
        try
        {
            foreach (var subscription in subscriptions)
            {
                await adapter.SubscribeAsync(subscription).WaitAsync(options.ConnectTimeout, time).ConfigureAwait(false);
            }
        }
        catch
        {
            await adapter.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return adapter;
    }

    public async Task<string?> EvaluateAsync(string script, string[] keys, string[] arguments)
    {
        // The whole script each time: a server that restarted does not know it any more, and the scripts are short.
        var result = await _database.ScriptEvaluateAsync(
            script,
            Array.ConvertAll(keys, key => (RedisKey)key),
            Array.ConvertAll(arguments, argument => (RedisValue)argument),
            CommandFlags.NoScriptCache).ConfigureAwait(false);
        return (string?)result;
    }

    public async Task<byte[]?> ReadAsync(string key) => (byte[]?)await _database.StringGetAsync(key).ConfigureAwait(false);

    public async Task<bool> WriteAsync(string key, byte[] value, TimeSpan lifetime) => await _database.StringSetAsync(key, value, lifetime).ConfigureAwait(false);

    public async Task<bool> PingAsync() => await _database.PingAsync().ConfigureAwait(false) >= TimeSpan.Zero;

    public async Task<long> PublishAsync(string channel, string message) => await _subscriber.PublishAsync(Literal(channel), message).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(allowCommandsToComplete: false).WaitAsync(CloseLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _connection.Dispose();
    }

    private Task SubscribeAsync(Subscription subscription) => _subscriber.SubscribeAsync(Literal(subscription.Channel), (_, message) =>
    {
        if (!message.IsNullOrEmpty)
        {
            subscription.Heard(message!);
        }
    });

    private static RedisChannel Literal(string channel) => new(channel, RedisChannel.PatternMode.Literal);

    private static int Milliseconds(TimeSpan time) => (int)(time.Ticks / TimeSpan.TicksPerMillisecond);
}
