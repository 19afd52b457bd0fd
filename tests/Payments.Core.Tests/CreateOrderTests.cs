using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Core.Tests.Support;
using Payments.Storage;

namespace Payments.Core.Tests;

public sealed class CreateOrderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_created_and_the_payer_gets_the_next_step()
    {
        await using var host = await TestHost.StartAsync();

        var outcome = await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation);

        var accepted = Assert.IsType<OrderOutcome.Accepted>(outcome);
        Assert.False(accepted.Replayed);
        Assert.Equal(OrderStatus.Pending, accepted.Order.Status);
        var attempt = Assert.Single(accepted.Order.Attempts);
        Assert.Equal(AttemptStatus.AwaitingPayer, attempt.Status);
        Assert.Equal($"qr://{attempt.AttemptNo}", Assert.IsType<NextAction.ShowQrCode>(attempt.NextAction).Content);
        Assert.Equal("http://127.0.0.1/payments/notify/test-main", Assert.Single(host.Channel.Creates).NotifyUrl);
        Assert.Equivalent(accepted.Order, await host.Client.FindOrderAsync(accepted.Order.OrderNo, cancellationToken: Cancellation), strict: true);
        Assert.Equivalent(accepted.Order, await host.Client.FindOrderAsync("m-1", cancellationToken: Cancellation), strict: true);
        Assert.Null(await host.Client.FindOrderAsync(accepted.Order.OrderNo, "somebody-else", Cancellation));
    }

    [Fact]
    public async Task Law05_a_thousand_concurrent_creates_of_one_key_make_one_order_and_one_channel_call()
    {
        await using var host = await TestHost.StartAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation))));

        Assert.Single(host.Channel.Creates);
        var accepted = outcomes.OfType<OrderOutcome.Accepted>().ToList();
        Assert.Single(accepted, outcome => !outcome.Replayed);
        Assert.Single(accepted.Select(outcome => outcome.Order.OrderNo).Distinct());
        Assert.All(outcomes.OfType<OrderOutcome.Rejected>(), outcome => Assert.Equal(PaymentErrorCodes.IdempotencyKeyInFlight, outcome.Error.Code));
        Assert.All(outcomes.OfType<OrderOutcome.Rejected>(), outcome => Assert.NotNull(outcome.Error.RetryAfter));
        Assert.Empty(outcomes.OfType<OrderOutcome.Unknown>());
    }

    [Fact]
    public async Task Law05_a_repetition_gets_the_first_answer_even_after_the_order_moved_on()
    {
        await using var host = await TestHost.StartAsync();
        var first = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));
        await host.CallbackAsync(first.Order.Attempts[0].AttemptNo, "Succeeded", first.Order.Amount);

        var again = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));

        Assert.True(again.Replayed);
        Assert.Equal(
            JsonSerializer.SerializeToUtf8Bytes(first.Order, PaymentsJson.Default.PaymentOrder),
            JsonSerializer.SerializeToUtf8Bytes(again.Order, PaymentsJson.Default.PaymentOrder));
        Assert.Single(host.Channel.Creates);
    }

    public static TheoryData<string, Func<CreateOrderRequest, CreateOrderRequest>> OtherRequests { get; } = new()
    {
        { "merchantOrderNo", request => request with { MerchantOrderNo = "m-2" } },
        { "amount", request => request with { Amount = Money.FromMinorUnits(101, Currency.Cny) } },
        { "method", request => request with { Method = ScriptedChannel.Barcode, Payer = new Payer { AuthCode = new PayerId("1") } } },
        { "subject", request => request with { Subject = "Coffee" } },
        { "account", request => request with { ChannelAccount = "test-main" } },
        { "payer", request => request with { Payer = new Payer() { Id = new PayerId("somebody") } } },
        { "payer ip", request => request with { Payer = new Payer() { IpAddress = "10.0.0.1" } } },
        { "expiry", request => request with { ExpiresIn = TimeSpan.FromMinutes(7) } },
        { "return url", request => request with { ReturnUrl = "https://shop.example/" } },
    };

    [Theory]
    [MemberData(nameof(OtherRequests))]
    public async Task Law05_the_same_key_with_another_request_is_a_conflict(string field, Func<CreateOrderRequest, CreateOrderRequest> change)
    {
        await using var host = await TestHost.StartAsync();
        await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation);

        var outcome = await host.Client.CreateOrderAsync(change(TestHost.Request()), "key-1", Cancellation);

        Assert.True(outcome is OrderOutcome.Rejected { Error.Code: PaymentErrorCodes.IdempotencyKeyReused }, field);
        Assert.Single(host.Channel.Creates);
    }

    [Fact]
    public async Task A_merchants_own_number_makes_one_order_whatever_the_key()
    {
        await using var host = await TestHost.StartAsync();
        await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation);

        var outcome = await host.Client.CreateOrderAsync(TestHost.Request(), "key-2", Cancellation);
        var elsewhere = await host.Client.CreateOrderAsync(TestHost.Request() with { MerchantId = "other" }, "key-1", Cancellation);

        Assert.Equal(PaymentErrorCodes.MerchantOrderNoTaken, Assert.IsType<OrderOutcome.Rejected>(outcome).Error.Code);
        Assert.IsType<OrderOutcome.Accepted>(elsewhere);
    }

    [Fact]
    public async Task Law05_what_was_answered_is_answered_again_after_its_account_is_gone()
    {
        var file = Path.Combine(Path.GetTempPath(), $"payments-{Guid.NewGuid():N}.db");
        var request = TestHost.Request() with { ChannelAccount = "test-main" };
        OrderOutcome first;
        await using (var before = await TestHost.StartAsync(file: file))
        {
            first = await before.Client.CreateOrderAsync(request, "key-1", Cancellation);
        }

        await using var after = await TestHost.StartAsync(file: file, channel: new ScriptedChannel("test-other"));
        var again = Assert.IsType<OrderOutcome.Accepted>(await after.Client.CreateOrderAsync(request, "key-1", Cancellation));
        var other = await after.Client.CreateOrderAsync(request with { MerchantOrderNo = "m-2" }, "key-2", Cancellation);

        Assert.True(again.Replayed);
        Assert.Equal(Assert.IsType<OrderOutcome.Accepted>(first).Order.OrderNo, again.Order.OrderNo);
        Assert.Equal(PaymentErrorCodes.NoChannelAccount, Assert.IsType<OrderOutcome.Rejected>(other).Error.Code);
        Assert.Empty(after.Channel.Creates);
    }

    [Fact]
    public async Task A_definite_refusal_fails_the_order_and_is_the_answer_to_the_key()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnCreate = (_, _) => ScriptedChannel.Reject<NextAction>();

        var first = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));
        var again = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));

        Assert.Equal(OrderStatus.Failed, first.Order!.Status);
        Assert.True(again.Replayed);
        Assert.Equal(first.Error, again.Error);
        Assert.Single(host.Channel.Creates);
    }

    [Fact]
    public async Task Law03_an_unanswered_create_stays_unknown_and_the_repetition_resumes_under_the_same_number()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnCreate = (_, _) => ScriptedChannel.Lose<NextAction>();

        var first = Assert.IsType<OrderOutcome.Unknown>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));
        Assert.Equal(AttemptStatus.Unknown, first.Order.Attempts[0].Status);
        Assert.Equal(OrderStatus.Created, first.Order.Status);

        host.Channel.OnCreate = (order, _) => ScriptedChannel.Next(new NextAction.ShowQrCode(order.AttemptNo));
        var again = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));

        Assert.Equal(2, host.Channel.Creates.Count);
        Assert.Single(host.Channel.Creates.Distinct());
        Assert.Equal(first.Order.OrderNo, again.Order.OrderNo);
        Assert.Equal(OrderStatus.Pending, again.Order.Status);
    }

    [Fact]
    public async Task Law03_a_channel_that_throws_or_hangs_leaves_an_unknown_outcome()
    {
        await using var host = await TestHost.StartAsync(options: options => options.ChannelTimeout = TimeSpan.FromSeconds(1));
        host.Channel.OnCreate = (_, _) => throw new InvalidOperationException("A fault.");
        Assert.IsType<OrderOutcome.Unknown>(await host.Client.CreateOrderAsync(TestHost.Request("m-1"), "key-1", Cancellation));

        host.Channel.OnCreate = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        };
        var hung = Assert.IsType<OrderOutcome.Unknown>(await host.Client.CreateOrderAsync(TestHost.Request("m-2"), "key-2", Cancellation));
        Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, hung.Error.Code);
    }

    [Fact]
    public async Task Law03_a_refusal_of_a_repetition_proves_nothing_about_the_first_call()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnCreate = (_, _) => ScriptedChannel.Lose<NextAction>();
        var first = Assert.IsType<OrderOutcome.Unknown>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));

        // The channel refuses the repetition because the first call went through and was paid.
        host.Channel.OnCreate = (_, _) => ScriptedChannel.Reject<NextAction>();
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Paid(reference.AttemptNo, first.Order.Amount));
        var again = await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation);

        Assert.Equal(OrderStatus.Paid, Assert.IsType<OrderOutcome.Accepted>(again).Order.Status);
    }

    [Fact]
    public async Task An_unreachable_channel_sent_nothing_and_the_repetition_goes_through()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnCreate = (_, _) => throw new ChannelUnreachableException("test-main", "no route.");

        var first = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));
        Assert.Equal(PaymentErrorCodes.ChannelUnreachable, first.Error.Code);
        Assert.Equal(AttemptStatus.Created, first.Order!.Attempts[0].Status);

        host.Channel.OnCreate = (order, _) => ScriptedChannel.Next(new NextAction.ShowQrCode(order.AttemptNo));
        Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));
    }

    [Fact]
    public async Task A_caller_that_leaves_does_not_leave_the_order_half_done()
    {
        await using var host = await TestHost.StartAsync();
        var reached = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        host.Channel.OnCreate = async (order, _) =>
        {
            reached.SetResult();
            await release.Task;
            return new ChannelOutcome<NextAction>.Accepted(new NextAction.ShowQrCode(order.AttemptNo));
        };
        using var caller = new CancellationTokenSource();
        var call = host.Client.CreateOrderAsync(TestHost.Request(), "key-1", caller.Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        release.SetResult();
        var order = await Eventually.Async(
            () => host.Client.FindOrderAsync("m-1", cancellationToken: Cancellation),
            found => found?.Status == OrderStatus.Pending);

        Assert.NotNull(order!.Attempts[0].NextAction);
        Assert.True(Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation)).Replayed);
    }

    [Fact]
    public async Task A_caller_that_leaves_while_the_order_is_written_down_does_not_keep_its_key_in_flight()
    {
        using var caller = new CancellationTokenSource();
        await using var host = await TestHost.StartAsync(configure: payments => StoreProxy.Put(payments, (method, arguments, pass) =>
            method == nameof(IPaymentStore.BeginOrderAsync)
                ? new ValueTask<BeginOrderResult>(BegunAsync((ValueTask<BeginOrderResult>)pass()!, caller, (CancellationToken)arguments[1]!))
                : pass()));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Client.CreateOrderAsync(TestHost.Request(), "key-1", caller.Token));

        var answered = await Eventually.Async(
            () => host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation),
            outcome => outcome is OrderOutcome.Accepted);
        Assert.True(Assert.IsType<OrderOutcome.Accepted>(answered).Replayed);
        Assert.Single(host.Channel.Creates);

        static async Task<BeginOrderResult> BegunAsync(ValueTask<BeginOrderResult> begun, CancellationTokenSource caller, CancellationToken cancellationToken)
        {
            var result = await begun;
            await caller.CancelAsync(); // the first of them leaves in the moment in which it was committed
            cancellationToken.ThrowIfCancellationRequested();
            return result;
        }
    }

    [Fact]
    public async Task Law05_a_node_that_died_between_the_steps_is_resumed_when_its_lease_is_over()
    {
        var time = new ManualTime();
        var file = Path.Combine(Path.GetTempPath(), $"payments-{Guid.NewGuid():N}.db");
        var dead = new ScriptedChannel { OnCreate = (_, _) => new TaskCompletionSource<ChannelOutcome<NextAction>>().Task };
        await using (var first = await TestHost.StartAsync(time, file, dead))
        {
            // The channel got the call and the node never hears the answer.
            _ = first.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation);
            await Eventually.Async(() => Task.FromResult(dead.Creates.Count), count => count == 1);
        }

        await using var second = await TestHost.StartAsync(time, file);
        var early = Assert.IsType<OrderOutcome.Rejected>(await second.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));
        Assert.Equal(PaymentErrorCodes.IdempotencyKeyInFlight, early.Error.Code);

        time.Advance(TimeSpan.FromMinutes(1));
        var late = Assert.IsType<OrderOutcome.Accepted>(await second.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));

        Assert.Equal(dead.Creates.Single(), second.Channel.Creates.Single());
        Assert.Equal(OrderStatus.Pending, late.Order.Status);
    }

    [Fact]
    public async Task A_charged_bar_code_is_paid_at_once_and_an_unpaid_one_is_closed()
    {
        await using var host = await TestHost.StartAsync();
        var request = TestHost.Request() with { Method = ScriptedChannel.Barcode, Payer = new Payer { AuthCode = new PayerId("134567890123456789") } };

        var paid = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(request, "key-1", Cancellation));
        host.Channel.OnCharge = order => ScriptedChannel.Accept(ScriptedChannel.Closed(order.AttemptNo));
        var closed = Assert.IsType<OrderOutcome.Accepted>(await host.Client.CreateOrderAsync(request with { MerchantOrderNo = "m-2" }, "key-2", Cancellation));

        Assert.Equal(OrderStatus.Paid, paid.Order.Status);
        Assert.Equal(OrderStatus.Closed, closed.Order.Status);
        Assert.Empty(host.Channel.Creates);
    }

    [Fact]
    public async Task Law02_a_charge_answered_with_another_amount_is_never_paid()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnCharge = order => ScriptedChannel.Accept(ScriptedChannel.Paid(order.AttemptNo, Money.FromMinorUnits(99, Currency.Cny)));
        var request = TestHost.Request() with { Method = ScriptedChannel.Barcode, Payer = new Payer { AuthCode = new PayerId("1") } };

        var outcome = Assert.IsType<OrderOutcome.Unknown>(await host.Client.CreateOrderAsync(request, "key-1", Cancellation));

        Assert.Equal(PaymentErrorCodes.EvidenceMismatch, outcome.Error.Code);
        Assert.Equal(OrderStatus.Created, outcome.Order.Status);
    }

    [Fact]
    public async Task A_request_that_breaks_limits_is_told_every_breach_and_nothing_is_written()
    {
        await using var host = await TestHost.StartAsync();
        var request = new CreateOrderRequest
        {
            MerchantOrderNo = "has space",
            Amount = Money.Zero(Currency.Cny),
            Method = ScriptedChannel.Qr,
            Subject = "emoji \ud83d\ude00",
            ExpiresIn = TimeSpan.FromSeconds(5),
            ReturnUrl = "javascript:alert(1)",
            Payer = new Payer { IpAddress = "0x7f.1" },
        };

        var thrown = await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => host.Client.CreateOrderAsync(request, "", Cancellation));

        Assert.Equal(
            ["Idempotency-Key", "amount.minorUnits", "expiresInSeconds", "merchantOrderNo", "payer.ipAddress", "returnUrl", "subject"],
            thrown.Problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
        Assert.False(thrown.MayHaveBeenSent);
        Assert.Empty(host.Channel.Creates);
        await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => host.Client.CreateOrderAsync(TestHost.Request() with { Subject = "refused" }, "key-1", Cancellation));
        Assert.Null(await host.Client.FindOrderAsync("m-1", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_payment_nobody_takes_is_refused_with_the_reason()
    {
        await using var host = await TestHost.StartAsync(second: new ScriptedChannel("test-backup"));

        var currency = await host.Client.CreateOrderAsync(TestHost.Request() with { Amount = Money.FromMinorUnits(1, Currency.Usd) }, "key-1", Cancellation);
        var account = await host.Client.CreateOrderAsync(TestHost.Request() with { ChannelAccount = "nobody" }, "key-1", Cancellation);
        var backup = await host.Client.CreateOrderAsync(TestHost.Request() with { ChannelAccount = "test-backup" }, "key-1", Cancellation);

        Assert.Equal(PaymentErrorCodes.NoChannelAccount, Assert.IsType<OrderOutcome.Rejected>(currency).Error.Code);
        Assert.Equal(PaymentErrorCodes.NoChannelAccount, Assert.IsType<OrderOutcome.Rejected>(account).Error.Code);
        Assert.Equal("test-backup", Assert.IsType<OrderOutcome.Accepted>(backup).Order.Attempts[0].ChannelAccount);
    }

    [Fact]
    public async Task Throttling_is_not_the_end_of_the_order()
    {
        await using var host = await TestHost.StartAsync();
        host.Channel.OnCreate = (_, _) => ScriptedChannel.Reject<NextAction>(TimeSpan.FromSeconds(2));

        var first = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation));
        host.Channel.OnCreate = (order, _) => ScriptedChannel.Next(new NextAction.ShowQrCode(order.AttemptNo));
        var again = await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation);

        Assert.Equal(OrderStatus.Created, first.Order!.Status);
        Assert.Equal(OrderStatus.Pending, Assert.IsType<OrderOutcome.Accepted>(again).Order.Status);
    }

    [Fact]
    public async Task Registering_twice_changes_nothing()
    {
        await using var host = await TestHost.StartAsync(configure: payments => payments.Services.AddPayments());

        Assert.Single(host.Services.GetServices<IPaymentClient>());
        await host.PendingOrderAsync();
    }
}
