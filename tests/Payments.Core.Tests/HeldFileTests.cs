using Microsoft.Data.Sqlite;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>Another process holds the database's file: real lateness, on a real clock.</summary>
public sealed class HeldFileTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_file_is_held_orders_are_turned_away_at_once_and_repeating_them_brings_every_one_in()
    {
        await using var host = await TestHost.StartAsync(options: options => options.StoreDelayLimit = Limit);
        await using var other = new SqliteConnection($"Data Source={host.File};Pooling=False");
        await other.OpenAsync(Cancellation);

        Assert.Empty(await HeldAsync(host, other, 0));
        Assert.Equal(Enumerable.Range(100, 20), await HeldAsync(host, other, 60));

        foreach (var number in Enumerable.Range(0, 120))
        {
            var outcome = Assert.IsType<OrderOutcome.Accepted>(await CreateAsync(host, number));
            Assert.Equal(number < 100, outcome.Replayed);
        }

        Assert.Equal(120, host.Channel.Creates.Count);
    }

    /// <summary>Sixty orders that come while the file is held.</summary>
    /// <returns>The numbers of those that were turned away, while it was held still.</returns>
    private static async Task<List<int>> HeldAsync(TestHost host, SqliteConnection other, int first)
    {
        List<int> turnedAway;
        List<(int Number, Task<OrderOutcome> Task)> creates;
        await using (var held = await other.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, Cancellation))
        {
            creates = [.. Enumerable.Range(first, 60).Select(number => (number, CreateAsync(host, number)))];
            await Task.Delay(Limit * 4, Cancellation);
            turnedAway = [.. creates.Where(create => create.Task.IsCompleted).Select(create => create.Number)];
        }

        foreach (var (number, create) in creates)
        {
            var code = await create is OrderOutcome.Rejected rejected ? rejected.Error.Code : null;
            Assert.Equal(turnedAway.Contains(number) ? PaymentErrorCodes.Overloaded : null, code);
        }

        return turnedAway;
    }

    private static Task<OrderOutcome> CreateAsync(TestHost host, int number) => host.Client.CreateOrderAsync(TestHost.Request($"m-{number}"), $"key-{number}", Cancellation);
}
