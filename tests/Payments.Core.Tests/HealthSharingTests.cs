using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Channels;
using Payments.Core.Health;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>What nodes tell each other through a cache, and what a cache can do to them (law 9).</summary>
public sealed class HealthSharingTests
{
    private const string Key = "payments:health:test-main";

    private static readonly PaymentError Error = new() { Code = PaymentErrorCodes.ChannelNoAnswer, Message = "m", Remedy = "r" };

    private readonly ManualTime _time = new();
    private readonly SharedCache _cache = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_hears_that_another_found_an_account_down_and_finds_out_by_itself()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        Book(second).Failed("test-main", "query", Error);
        GoDown(first);
        await ShareAsync(first);
        Assert.True(_cache.Lifetime > TimeSpan.FromMinutes(5));
        var word = _cache.Values[Key];
        Book(second).Heard("test-main", isDown: true);
        Assert.True(Read(second) is { Health: ChannelHealth.Down, IsHearsay: true });
        await ShareAsync(second);
        Assert.Equal(1UL, Book(second).DownMask);

        // Hearsay is not passed on, also not where something else waits to be told: two nodes would keep it alive between them.
        Assert.Same(word, _cache.Values[Key]);

        await ProbeAsync(second);
        Assert.True(Read(second) is { Health: ChannelHealth.Recovering, IsHearsay: false });
        await ShareAsync(second);

        // And the first one looks again at once, instead of in half a minute.
        var due = Read(first).NextProbeAt;
        await ShareAsync(first);
        Assert.Equal(ChannelHealth.Down, Read(first).Health);
        Assert.True(Read(first).NextProbeAt < due);
        await ProbeAsync(first);
        Assert.Equal(ChannelHealth.Recovering, Read(first).Health);
    }

    [Fact]
    public async Task A_word_is_heard_once()
    {
        await using var host = await StartAsync();
        _cache.Say("""{"node":"other","finding":1,"health":"Down"}""");
        await ShareAsync(host);
        await ProbeAsync(host);
        await ShareAsync(host);
        _cache.Say("""{"node":"other","finding":1,"health":"Down"}""");
        await ShareAsync(host);
        Assert.Equal(ChannelHealth.Recovering, Read(host).Health);
        _cache.Say("""{"node":"other","finding":2,"health":"Down"}""");
        await ShareAsync(host);
        Assert.Equal(ChannelHealth.Down, Read(host).Health);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("""{"node":null,"finding":1,"health":"Down"}""")]
    [InlineData("""{"node":"other","finding":1,"health":"Sideways"}""")]
    [InlineData("""{"node":"other","finding":1,"health":99}""")]
    [InlineData("long")]
    public async Task Garbage_is_logged_once_and_changes_nothing(string garbage)
    {
        var log = new LogList();
        await using var host = await StartAsync(log);
        _cache.Say(garbage == "long" ? $$"""{"node":"{{new string('x', 600)}}","finding":1,"health":"Down"}""" : garbage);
        await ShareAsync(host);
        await ShareAsync(host);
        Assert.Equal(ChannelHealth.Healthy, Read(host).Health);
        Assert.Single(log.Of(1606));

        _cache.Values.Clear();
        await ShareAsync(host);
        await ShareAsync(host);
        Assert.Single(log.Of(1607));
    }

    [Fact]
    public async Task A_cache_that_fails_costs_no_order_and_is_logged_once()
    {
        var log = new LogList();
        await using var host = await StartAsync(log);
        _cache.Fault = new IOException("Connection refused.");
        GoDown(host);
        await ShareAsync(host);
        await ShareAsync(host);
        Assert.Single(log.Of(1606));
        await host.PendingOrderAsync();

        // What could not be told is told when it can be.
        _cache.Fault = null;
        await ShareAsync(host);
        Assert.Contains("Down", Encoding.UTF8.GetString(_cache.Values[Key]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_says_every_account_is_down_costs_no_order()
    {
        await using var host = await StartAsync();
        for (var finding = 1; finding <= 3; finding++)
        {
            _cache.Say($$"""{"node":"liar","finding":{{finding}},"health":"Down"}""");
            await ShareAsync(host);
            await host.PendingOrderAsync($"m-{finding}");
        }
    }

    [Fact]
    public async Task A_cache_that_does_not_answer_is_not_waited_for()
    {
        await using var host = await StartAsync();
        _cache.Silence = true;
        var round = ShareAsync(host);
        Assert.False(round.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        await round.WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
    }

    private static HealthBook Book(TestHost host) => host.Services.GetRequiredService<HealthBook>();

    private static HealthReading Read(TestHost host) => Book(host).Read("test-main")!;

    private static void GoDown(TestHost host)
    {
        for (var i = 0; i < 5; i++)
        {
            Book(host).Failed("test-main", "create", Error);
        }
    }

    private Task<TestHost> StartAsync(LogList? log = null) => TestHost.StartAsync(_time, configure: payments =>
    {
        if (log is not null)
        {
            payments.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(log));
        }
    });

    private Task ShareAsync(TestHost host) => host.Services.GetRequiredService<HealthSharing>().RunOnceAsync(_cache, Cancellation);

    private async Task ProbeAsync(TestHost host)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        await host.Services.GetRequiredService<HealthProber>().RunOnceAsync(Cancellation);
    }

    private sealed class SharedCache : IDistributedCache
    {
        public ConcurrentDictionary<string, byte[]> Values { get; } = new(StringComparer.Ordinal);

        public Exception? Fault { get; set; }

        public bool Silence { get; set; }

        public TimeSpan? Lifetime { get; private set; }

        public void Say(string word) => Values[Key] = Encoding.UTF8.GetBytes(word);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Fault is not null ? Task.FromException<byte[]?>(Fault)
            : Silence ? new TaskCompletionSource<byte[]?>().Task
            : Task.FromResult(Values.GetValueOrDefault(key));

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            if (Fault is not null)
            {
                return Task.FromException(Fault);
            }

            Lifetime = options.AbsoluteExpirationRelativeToNow;
            Values[key] = value;
            return Task.CompletedTask;
        }

        public byte[]? Get(string key) => throw new NotSupportedException();

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

        public void Refresh(string key) => throw new NotSupportedException();

        public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

        public void Remove(string key) => throw new NotSupportedException();

        public Task RemoveAsync(string key, CancellationToken token = default) => throw new NotSupportedException();
    }
}
