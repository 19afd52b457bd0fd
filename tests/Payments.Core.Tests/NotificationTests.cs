using Payments.Channels;
using Payments.Core.Tests.Support;
using Payments.Storage;

namespace Payments.Core.Tests;

public sealed class NotificationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law01_a_thousand_concurrent_identical_callbacks_make_one_transition_and_one_event()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount))));

        Assert.All(verdicts, verdict => Assert.Equal(NotificationVerdict.Accepted, verdict));
        var paid = await host.Client.FindOrderAsync(order.OrderNo, cancellationToken: Cancellation);
        Assert.Equal(OrderStatus.Paid, paid!.Status);
        Assert.Equal(order.Version + 1, paid.Version);
        var events = await host.Store.ReadEventsAsync(order.OrderNo, 0, 100, Cancellation);
        Assert.Equal(["order.created", "order.pending", "order.paid"], events.Select(each => each.Type));
        var evidence = await host.Store.ReadEvidenceAsync(order.OrderNo, 2_000, Cancellation);
        Assert.Equal(1_000, evidence.Count);
        Assert.Single(evidence, each => each.Verdict == EvidenceVerdict.Applied);
        Assert.Equal(999, evidence.Count(each => each.Verdict == EvidenceVerdict.Duplicate));
    }

    [Fact]
    public async Task Law01_a_callback_racing_a_query_answer_makes_one_transition()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Paid(reference.AttemptNo, TestHost.Request().Amount));
        for (var round = 0; round < 50; round++)
        {
            var order = await host.PendingOrderAsync($"race-{round}");

            await Task.WhenAll(
                Task.Run(() => host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount), Cancellation),
                Task.Run(() => host.Client.RefreshOrderAsync(order.OrderNo, cancellationToken: Cancellation), Cancellation));

            var events = await host.Store.ReadEventsAsync(order.OrderNo, 0, 100, Cancellation);
            Assert.Single(events.OfType<OrderPaid>());
            Assert.Equal(3, events.Count);
        }
    }

    [Fact]
    public async Task Law02_nothing_that_does_not_match_in_every_field_is_paid()
    {
        await using var host = await TestHost.StartAsync(second: new ScriptedChannel("test-backup"));
        var order = await host.PendingOrderAsync();
        var attemptNo = order.Attempts[0].AttemptNo;
        var stranger = OrderNo.Create(DateTimeOffset.UnixEpoch, 1, 1);

        Assert.Equal(NotificationVerdict.Mismatched, await host.CallbackAsync(attemptNo, "Succeeded", Money.FromMinorUnits(99, Currency.Cny)));
        Assert.Equal(NotificationVerdict.Mismatched, await host.CallbackAsync(attemptNo, "Succeeded", Money.FromMinorUnits(100, Currency.Usd)));
        Assert.Equal(NotificationVerdict.Mismatched, await host.CallbackAsync(attemptNo, "Succeeded", order.Amount, transactionId: ""));
        Assert.Equal(NotificationVerdict.Mismatched, await host.CallbackAsync(attemptNo, "Succeeded", order.Amount, account: "test-backup"));
        Assert.Equal(NotificationVerdict.Mismatched, await host.CallbackAsync(order.OrderNo.ToAttemptNo(2), "Succeeded", order.Amount));
        Assert.Equal(NotificationVerdict.Mismatched, await host.CallbackAsync(stranger.ToAttemptNo(1), "Succeeded", order.Amount));
        Assert.Equal(NotificationVerdict.Mismatched, await host.CallbackAsync("not-a-number", "Succeeded", order.Amount));

        Assert.Equivalent(order, await host.Client.FindOrderAsync(order.OrderNo, cancellationToken: Cancellation), strict: true);
        var evidence = await host.Store.ReadRecentEvidenceAsync("test-main", 100, Cancellation);
        Assert.Equal(6, evidence.Count);
        Assert.All(evidence, each => Assert.Equal(EvidenceVerdict.Quarantined, each.Verdict));
        Assert.Single(await host.Store.ReadRecentEvidenceAsync("test-backup", 100, Cancellation));
    }

    [Fact]
    public async Task What_cannot_be_trusted_is_refused_and_kept()
    {
        await using var host = await TestHost.StartAsync();

        var forged = await host.Receiver.ReceiveAsync("test-main", new NotificationRequest("forged"u8.ToArray(), [new("X-Test", "1"), new("Cookie", "secret")], DateTimeOffset.UnixEpoch), Cancellation);
        var huge = await host.Receiver.ReceiveAsync("test-main", new NotificationRequest(new byte[70_000], [], DateTimeOffset.UnixEpoch) { IsTruncated = true }, Cancellation);
        var nowhere = await host.Receiver.ReceiveAsync("nobody", new NotificationRequest("forged"u8.ToArray(), [], DateTimeOffset.UnixEpoch), Cancellation);

        Assert.Equal((int)NotificationVerdict.Refused, forged!.StatusCode);
        Assert.Equal((int)NotificationVerdict.Refused, huge!.StatusCode);
        Assert.Null(nowhere);
        var evidence = await host.Store.ReadRecentEvidenceAsync("test-main", 10, Cancellation);
        Assert.Equal(2, evidence.Count);
        Assert.All(evidence, each => Assert.Equal(EvidenceVerdict.Refused, each.Verdict));
        Assert.Contains(evidence, each => each.Headers == "X-Test: 1\n");
        Assert.Contains(evidence, each => each.Body.Length == 65_536);
    }

    [Fact]
    public async Task A_channel_that_throws_on_a_callback_has_verified_nothing()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();

        Assert.Equal(NotificationVerdict.Refused, await host.CallbackAsync(order.Attempts[0].AttemptNo, "NoSuchStatus", order.Amount));

        Assert.Equal(EvidenceVerdict.Refused, Assert.Single(await host.Store.ReadRecentEvidenceAsync("test-main", 10, Cancellation)).Verdict);
    }

    [Fact]
    public async Task Law01_a_success_after_the_order_ended_is_an_extra_payment()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Closed(reference.AttemptNo));
        var order = await host.PendingOrderAsync();
        Assert.IsType<OrderOutcome.Accepted>(await host.Client.CloseOrderAsync(order.OrderNo, cancellationToken: Cancellation));

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount, "tx-late"));

        var after = await host.Client.FindOrderAsync(order.OrderNo, cancellationToken: Cancellation);
        Assert.Equal(OrderStatus.Closed, after!.Status);
        Assert.Equal(AttemptStatus.Succeeded, after.Attempts[0].Status);
        var extra = Assert.Single((await host.Store.ReadEventsAsync(order.OrderNo, 0, 10, Cancellation)).OfType<ExtraPaymentReceived>());
        Assert.Equal((order.Amount, "tx-late", order.Attempts[0].AttemptNo), (extra.Amount, extra.ChannelTransactionId, extra.AttemptNo));
    }

    [Fact]
    public async Task A_late_callback_never_moves_a_paid_order_back()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);
        var paid = await host.Client.FindOrderAsync(order.OrderNo, cancellationToken: Cancellation);

        foreach (var status in (string[])["AwaitingPayer", "Closed", "Failed", "NotFound", "Succeeded"])
        {
            Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, status, order.Amount));
        }

        Assert.Equivalent(paid, await host.Client.FindOrderAsync(order.OrderNo, cancellationToken: Cancellation), strict: true);
    }

    [Fact]
    public async Task A_second_transaction_number_for_a_paid_attempt_is_kept_for_an_operator()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount, "tx-1");

        Assert.Equal(NotificationVerdict.Mismatched, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount, "tx-2"));
    }

    [Fact]
    public async Task A_callback_that_says_closed_is_believed_only_when_the_channel_says_so_when_asked()
    {
        await using var host = await TestHost.StartAsync();
        var order = await host.PendingOrderAsync();

        Assert.Equal(NotificationVerdict.Accepted, await host.CallbackAsync(order.Attempts[0].AttemptNo, "Closed", order.Amount));
        Assert.Equal(OrderStatus.Pending, (await host.ReadAsync(order.OrderNo)).Status);

        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Closed(reference.AttemptNo));
        await host.Client.RefreshOrderAsync(order.OrderNo, cancellationToken: Cancellation);
        Assert.Equal(OrderStatus.Closed, (await host.ReadAsync(order.OrderNo)).Status);
    }
}
