using Payments.Channels;
using Payments.Core.Tests.Support;
using Payments.Storage;

namespace Payments.Core.Tests;

/// <summary>
/// What a channel tells of one payment (paid, paid again, refunded, closed) may arrive in any order, by callback or as the answer to a question; a
/// callback that is asked to come again comes again, as channels do. The order ends in the same state.
/// </summary>
public sealed class ArrivalOrderTests
{
    private readonly ManualTime _time = new();
    private bool _byCallback;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Orders
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var order in Permutations("paid", "paid again", "refunded", "closed"))
            {
                data.Add(string.Join(", ", order), true);
                data.Add(string.Join(", ", order), false);
            }

            return data;
        }
    }

    [Fact]
    public void There_are_24_orders_each_way() => Assert.Equal(48, Orders.Count);

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task All_arrival_orders_end_in_the_same_state(string arrivals, bool byCallback)
    {
        _byCallback = byCallback;
        await using var host = await TestHost.StartAsync(_time, options: settings => settings.Sweeper.Enabled = true);
        var order = await host.PendingOrderAsync();
        var attemptNo = order.Attempts[0].AttemptNo;

        // The truth at the channel by the time anything arrives: paid, and refunded in its console.
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Paid(reference.AttemptNo, order.Amount));
        Queue<string> waiting = new(arrivals.Split(", "));
        for (var turn = 0; waiting.Count > 0; turn++)
        {
            Assert.True(turn < 20, "A message was asked for again and again.");
            var message = waiting.Dequeue();
            if (await DeliverAsync(host, order, attemptNo, message) == NotificationVerdict.TryAgain)
            {
                waiting.Enqueue(message);
            }

            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(20, Cancellation);
        }

        var after = await Eventually.Async(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return await host.ReadAsync(order.OrderNo);
            },
            current => current.Status == OrderStatus.Refunded);
        Assert.Equal(attemptNo, after.PaidAttemptNo);
        Assert.Equal(AttemptStatus.Succeeded, after.Attempts[0].Status);
        Assert.Equal(RefundStatus.Succeeded, Assert.Single(after.Refunds).Status);
        Assert.Empty(after.ExtraPayments);
        var events = await host.EventsAsync(order.OrderNo);
        Assert.Equal(["order.created", "order.pending", "order.paid", "refund.created", "refund.succeeded"], events.Select(told => told.Type));
    }

    private async Task<NotificationVerdict> DeliverAsync(TestHost host, PaymentOrder order, string attemptNo, string message)
    {
        switch (message)
        {
            case "refunded":
                // Channels have no question that lists refunds: this one always comes by callback.
                return await host.RefundCallbackAsync(new Refund
                {
                    RefundNo = "console-1",
                    MerchantRefundNo = "",
                    AttemptNo = attemptNo,
                    Amount = order.Amount,
                    Cause = RefundCause.External,
                    Status = RefundStatus.Succeeded,
                    CreatedAt = default,
                    UpdatedAt = default,
                });
            case "closed":
                return await host.CallbackAsync(attemptNo, "Closed", order.Amount);
            default:
                if (_byCallback)
                {
                    return await host.CallbackAsync(attemptNo, "Succeeded", order.Amount);
                }

                await host.Client.RefreshOrderAsync(order.OrderNo, cancellationToken: Cancellation);
                return NotificationVerdict.Accepted;
        }
    }

    private static IEnumerable<string[]> Permutations(params string[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany((item, index) => Permutations([.. items[..index], .. items[(index + 1)..]]).Select(rest => (string[])[item, .. rest]));
}
