using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Conformance;
using Payments.Coordination;
using Payments.Diagnostics;
using Payments.Storage;

namespace Payments.Redis.Tests.Support;

/// <summary>A host with the engine on an SQLite file, a scripted channel, and Redis where it is asked for.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    public const string TokenKey = "sentinel-submission-token-key-0123456789";

    private readonly IHost _host;
    private readonly NodeFile? _own;

    private RedisNode(IHost host, NodeFile? own, StubChannel channel, LogList logs)
    {
        _host = host;
        _own = own;
        Channel = channel;
        Logs = logs;
    }

    public IServiceProvider Services => _host.Services;

    public StubChannel Channel { get; }

    public LogList Logs { get; }

    public IPaymentClient Client => Services.GetRequiredService<IPaymentClient>();

    public IPaymentStore Store => Services.GetRequiredService<IPaymentStore>();

    public IOrderLocks Locks => Services.GetRequiredService<IOrderLocks>();

    public CoordinationNode Parts => new(
        Locks,
        Services.GetRequiredService<ISubmissionTokens>(),
        Services.GetRequiredService<IRateLimiter>(),
        Services.GetRequiredService<IVelocityCounters>(),
        Services.GetRequiredService<ICommitBus>());

    public static async Task<RedisNode> StartAsync(
        Action<RedisOptions>? redis,
        string? file = null,
        StubChannel? channel = null,
        Action<IServiceCollection>? services = null,
        Action<PaymentsOptions>? options = null)
    {
        var own = file is null ? new NodeFile() : null;
        channel ??= new StubChannel();
        var logs = new LogList();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        var payments = builder.AddPayments(settings =>
        {
            settings.NotifyUrl = "http://127.0.0.1/payments/notify";
            settings.Sweeper.Enabled = false;
            settings.Routing.Probing = false;
            settings.SelfTest = false;
            settings.SubmissionTokens.Key = TokenKey;
            options?.Invoke(settings);
        }).UseSqlite(file ?? own!.Path).AddChannel(channel.Account, "stub", _ => channel);
        if (redis is not null)
        {
            payments.UseRedis(redis);
        }

        services?.Invoke(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return new RedisNode(host, own, channel, logs);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            own?.Dispose();
            throw;
        }
    }

    /// <summary>Whether Redis answers, as health checks ask it.</summary>
    public async Task<bool> IsUpAsync()
    {
        var probe = Services.GetServices<IDependencyProbe>().Single(probe => probe.Name == "redis");
        return (await probe.ProbeAsync(TestContext.Current.CancellationToken)).Status == ProbeStatus.Up;
    }

    /// <summary>Waits until the node uses Redis: a lock is shared.</summary>
    public Task WaitUntilUpAsync() => Eventually.IsSoAsync(async () =>
    {
        await using var held = await Locks.TryAcquireAsync(OrderNo.Create(DateTimeOffset.UtcNow, 1, 0), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        return held is { IsShared: true };
    });

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _own?.Dispose();
    }
}

/// <summary>A database of one test, and of all the nodes it gives it to; gone at the test's end, however it ends.</summary>
internal sealed class NodeFile : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"payments-redis-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(Path + suffix);
        }
    }
}

internal static class Eventually
{
    public static async Task IsSoAsync(Func<Task<bool>> isSo, int seconds = 30)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(seconds), $"It did not become so within {seconds} seconds.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static Task IsSoAsync(Func<bool> isSo, int seconds = 30) => IsSoAsync(() => Task.FromResult(isSo()), seconds);
}

/// <summary>Keeps every log line.</summary>
internal sealed class LogList : ILoggerProvider
{
    public ConcurrentQueue<(int Id, string Text)> Lines { get; } = new();

    public int Count(int id) => Lines.Count(line => line.Id == id);

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private sealed class Logger(LogList list) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            list.Lines.Enqueue((eventId.Id, $"{formatter(state, exception)} {exception}"));
    }
}
