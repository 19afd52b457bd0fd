using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 6: refunds are part of their order, change with its version, and are never lost nor written twice under one number.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class RefundConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    [Fact]
    public async Task An_order_without_refunds_comes_back_without_refunds()
    {
        var order = await GivenOrderAsync();

        Assert.Empty((await FindAsync(order.OrderNo)).Refunds);
    }

    [Fact]
    public async Task Refunds_come_back_as_they_were()
    {
        var order = await GivenOrderAsync();
        var refunds = new[] { Sample.Refund(order.OrderNo, 1), Full(order.OrderNo, 2), Sample.Refund(order.OrderNo, 3, "") with { Reason = "", ChannelRefundId = "" } };

        var refunded = await CommitAsync(Sample.Next(order, it => it with { Refunds = refunds }));

        Same.Order(refunded, await FindAsync(order.OrderNo));
        Same.Order(refunded, await Store.FindOrderAsync(order.MerchantId, order.MerchantOrderNo, Cancellation));
    }

    [Fact]
    public async Task Every_cause_and_every_status_comes_back()
    {
        var order = await GivenOrderAsync();
        var states = Enum.GetValues<RefundCause>().SelectMany(_ => Enum.GetValues<RefundStatus>(), (cause, status) => (cause, status));
        var refunds = states.Select((each, i) => Sample.Refund(order.OrderNo, i + 1) with { Cause = each.cause, Status = each.status }).ToList();

        await CommitAsync(Sample.Next(order, it => it with { Refunds = refunds }));

        Assert.Equal(refunds, (await FindAsync(order.OrderNo)).Refunds);
    }

    [Theory]
    [InlineData("JPY", 1)]
    [InlineData("BHD", 1_234)]
    [InlineData("USD", long.MaxValue)]
    public async Task Amounts_come_back_to_the_minor_unit(string code, long minorUnits)
    {
        var amount = Money.FromMinorUnits(minorUnits, Currency.Parse(code));
        var sample = Sample.Order() with { Amount = amount };

        await GivenOrderAsync(sample with { Refunds = [Sample.Refund(sample.OrderNo, 1) with { Amount = amount }] });

        Assert.Equal(amount, Assert.Single((await FindAsync(sample.OrderNo)).Refunds).Amount);
    }

    [Fact]
    public async Task Refunds_come_back_in_the_order_in_which_they_were_written_down()
    {
        var order = await GivenOrderAsync();
        int[] numbers = [1, 2, 70, 33, 32, 3, 1_023];
        for (var i = 0; i < numbers.Length; i++)
        {
            // The nodes' clocks run backwards from each to the next.
            var refund = Sample.Refund(order.OrderNo, numbers[i]) with { CreatedAt = Sample.Now.AddSeconds(-i), UpdatedAt = Sample.Now.AddSeconds(i % 3) };
            order = await CommitAsync(Sample.Next(order, it => it with { Refunds = [.. it.Refunds, refund] }));
        }

        var last = await CommitAsync(Sample.Next(order, it => it with { Refunds = [it.Refunds[0] with { Status = RefundStatus.Succeeded }, .. it.Refunds.Skip(1)] }));

        Assert.Equal(last.Refunds, (await FindAsync(order.OrderNo)).Refunds);
    }

    [Fact]
    public async Task Refunds_are_added_and_each_member_that_may_change_changes_alone()
    {
        var order = await GivenOrderAsync();
        order = await CommitAsync(Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, 1), Full(it.OrderNo, 2)] }));
        Func<Refund, Refund>[] changes =
        [
            it => it with { Status = RefundStatus.Unknown },
            it => it with { Error = Full(order.OrderNo, 9).Error },
            it => it with { ChannelRefundId = "5000" },
            it => it with { UpdatedAt = it.UpdatedAt.AddTicks(1) },
            it => it with { SucceededAt = Sample.Now.AddTicks(1) },
            it => it with { Reason = "another" },
            it => it with { Reason = null, ChannelRefundId = null, SucceededAt = null, Error = null },
        ];
        foreach (var change in changes)
        {
            order = await CommitAsync(Sample.Next(order, it => it with { Refunds = [change(it.Refunds[0]), .. it.Refunds.Skip(1), Sample.Refund(it.OrderNo, it.Refunds.Count + 1)] }));
            Same.Order(order, await FindAsync(order.OrderNo));
        }
    }

    [Fact]
    public async Task A_refund_left_out_of_a_commit_is_not_removed()
    {
        var order = await GivenOrderAsync();
        var refunded = await CommitAsync(Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, 1)] }));
        await CommitAsync(Sample.Next(refunded, it => it with { Refunds = [Sample.Refund(it.OrderNo, 2)] }));

        Assert.Equal(["r-1", "r-2"], (await FindAsync(order.OrderNo)).Refunds.Select(refund => refund.MerchantRefundNo));
    }

    [Fact]
    public async Task Law05_a_merchants_refund_number_is_taken_once_in_an_order()
    {
        var order = await GivenOrderAsync();
        var refunded = await CommitAsync(Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, 1, "same")] }));
        Refund[][] forgeries =
        [
            [refunded.Refunds[0], Sample.Refund(order.OrderNo, 2, "same")],
            [Sample.Refund(order.OrderNo, 2, "same")],
            [refunded.Refunds[0], Sample.Refund(order.OrderNo, 2, "new"), Sample.Refund(order.OrderNo, 3, "new")],
        ];
        foreach (var forged in forgeries)
        {
            var commit = Sample.Next(refunded, it => it with { Status = OrderStatus.Refunded, Refunds = forged }, Sample.Evidence(order.OrderNo));
            await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(commit, Cancellation).AsTask());

            Same.Order(refunded, await FindAsync(order.OrderNo));
            Assert.Equal(2, (await EventsAsync(order.OrderNo)).Count);
            Assert.Empty(await Store.ReadEvidenceAsync(order.OrderNo, 10, Cancellation));
        }

        await CommitAsync(Sample.Next(refunded, it => it with { Refunds = [it.Refunds[0], Sample.Refund(it.OrderNo, 2, "Same"), Sample.Refund(it.OrderNo, 3, "same ")] }));
    }

    [Fact]
    public async Task Two_orders_may_have_the_same_merchants_refund_number()
    {
        for (var i = 0; i < 2; i++)
        {
            var order = await GivenOrderAsync();
            var refunded = await CommitAsync(Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, 1, "same")] }));
            Same.Order(refunded, await FindAsync(order.OrderNo));
        }
    }

    [Fact]
    public async Task Law06_a_refund_goes_back_where_its_order_was_paid_in_its_currency()
    {
        var (order, another) = (await GivenOrderAsync(), await GivenOrderAsync());
        Refund[] forgeries =
        [
            Sample.Refund(order.OrderNo, 1) with { AttemptNo = another.Attempts[0].AttemptNo },
            Sample.Refund(order.OrderNo, 1) with { AttemptNo = "" },
            Sample.Refund(order.OrderNo, 1, currency: Currency.Usd),
        ];
        foreach (var forged in forgeries)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(Sample.Next(order, it => it with { Refunds = [forged] }), Cancellation).AsTask());
            Same.Order(order, await FindAsync(order.OrderNo));
        }
    }

    [Fact]
    public async Task Law06_a_commit_on_an_older_version_writes_no_refund()
    {
        var order = await GivenOrderAsync();
        var refunded = await CommitAsync(Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, 1)] }));

        var late = Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, 1) with { Status = RefundStatus.Failed }, Sample.Refund(it.OrderNo, 2)] });

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(late, Cancellation));
        Same.Order(refunded, await FindAsync(order.OrderNo));
    }

    [Fact]
    public async Task Law06_of_a_hundred_refunds_on_one_version_one_is_written()
    {
        IPaymentStore[] nodes = [Store, await OpenNodeAsync()];
        var order = await GivenOrderAsync();

        var results = await AtOnceAsync(100, async i => await nodes[i % 2].CommitAsync(
            Sample.Next(order, it => it with { Refunds = [Sample.Refund(it.OrderNo, i + 1)] }), Cancellation));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal(order.OrderNo.ToRefundNo(Array.IndexOf(results, CommitResult.Committed) + 1), Assert.Single((await FindAsync(order.OrderNo)).Refunds).RefundNo);
    }

    [Fact]
    public async Task An_order_and_its_refunds_are_read_from_one_moment()
    {
        const int Changes = 60;
        var order = await GivenOrderAsync();
        var reading = AtOnceAsync(2, async _ =>
        {
            for (var found = order; found.Version <= Changes;)
            {
                found = await FindAsync(order.OrderNo);
                Assert.Equal(found.Version - 1, found.Refunds.Count);
                Assert.Equal(found.Version, found.Attempts.Count);
            }

            return true;
        });

        for (var current = order; current.Version <= Changes;)
        {
            current = await CommitAsync(Sample.Next(current, it => it with
            {
                Attempts = [.. it.Attempts, Sample.Attempt(it.OrderNo, it.Attempts.Count + 1)],
                Refunds = [.. it.Refunds, Sample.Refund(it.OrderNo, it.Refunds.Count + 1)],
            }));
        }

        await reading;
    }

    private static Refund Full(OrderNo orderNo, int sequence) => Sample.Refund(orderNo, sequence, "茶 '; --") with
    {
        AttemptNo = orderNo.ToAttemptNo(2),
        Amount = Money.FromMinorUnits(8_799, Currency.Cny),
        Cause = RefundCause.External,
        Status = RefundStatus.Succeeded,
        Reason = "the tea 🍵 was \"cold\"\n",
        ChannelRefundId = "50000000382019052709732678859",
        CreatedAt = Sample.Now.AddTicks(1),
        UpdatedAt = Sample.Now.AddTicks(2),
        SucceededAt = Sample.Now.AddTicks(3),
        Error = new PaymentError
        {
            Code = PaymentErrorCodes.ChannelRejected,
            Message = "The channel refused.",
            Remedy = "Look at the channel.",
            ChannelCode = "NOT_ENOUGH",
            RetryAfter = TimeSpan.FromTicks(12_345_678),
        },
    };
}
