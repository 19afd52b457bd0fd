using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Core.Health;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>A process that stood still for a moment blames no account for the answers it did not read in time.</summary>
public sealed class StallTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(400, 0)]
    public async Task A_limit_that_is_noticed_late_is_no_failure_of_the_account(int stallMilliseconds, int failures)
    {
        var time = new LateTimers();
        await using var host = await TestHost.StartAsync(time, options: options => options.Routing.Probing = false);
        host.Channel.OnCreate = (_, token) => Task.Delay(Timeout.Infinite, token).ContinueWith<ChannelOutcome<NextAction>>(
            _ => throw new OperationCanceledException(token), TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        var create = host.Client.CreateOrderAsync(TestHost.Request(), "key", TestContext.Current.CancellationToken);
        await Eventually.Async(() => Task.FromResult(host.Channel.Creates.Count), count => count == 1);

        time.Stall = TimeSpan.FromMilliseconds(stallMilliseconds);
        time.Clock.Advance(TimeSpan.FromSeconds(15));

        Assert.IsType<OrderOutcome.Unknown>(await create);
        Assert.Equal(failures, host.Services.GetRequiredService<HealthBook>().Read(host.Channel.Account)!.FailuresInARow);
    }

    /// <summary>Timers that fire when their time has long passed, as after a pause of the whole process.</summary>
    private sealed class LateTimers : TimeProvider
    {
        public ManualTime Clock { get; } = new();

        public TimeSpan Stall { get; set; }

        public override long TimestampFrequency => Clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

        public override long GetTimestamp() => Clock.GetTimestamp() + Stall.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Clock.CreateTimer(callback, state, dueTime, period);
    }
}
