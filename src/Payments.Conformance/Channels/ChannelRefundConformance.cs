using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 6: refunds are bounded and go home.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelRefundConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    [Fact]
    public async Task A_full_refund_ends_with_the_money_back()
    {
        var (order, refund) = await GivenRefundAsync(1_234);
        var ended = await EndOfAsync(refund);
        Assert.Equal((refund.RefundNo, order.AttemptNo, ChannelRefundStatus.Succeeded), (ended.RefundNo, ended.AttemptNo, ended.Status));
        Assert.True(ended.Amount == refund.Amount || (ended.Amount is null && ended.CumulativeAmount == refund.Amount), $"It says {ended.Amount}, {ended.CumulativeAmount}.");
        Assert.False(string.IsNullOrWhiteSpace(ended.ChannelStatus), "The channel's own word is kept.");
    }

    [Fact]
    public async Task Law05_the_same_number_again_is_the_same_refund()
    {
        var (order, refund) = await GivenRefundAsync(700);
        await EndOfAsync(refund);
        var again = Accepted(await Refunds().RefundAsync(refund, Cancellation));
        Assert.Equal((refund.RefundNo, order.AttemptNo), (again.RefundNo, again.AttemptNo));

        // Had it been taken twice, the rest would not be there.
        var rest = RefundOf(order, 534, number: 2);
        Accepted(await Refunds().RefundAsync(rest, Cancellation));
        Assert.Equal(ChannelRefundStatus.Succeeded, (await EndOfAsync(rest)).Status);
    }

    [Fact]
    public async Task More_than_was_paid_is_not_refunded()
    {
        Refunds();
        var order = await GivenPaidAsync();
        var refund = RefundOf(order, 1_235);
        NotAccepted(await Refunds().RefundAsync(refund, Cancellation));
        Assert.Equal(ChannelRefundStatus.NotFound, await StatusAsync(refund));
    }

    [Fact]
    public async Task More_than_is_left_is_not_refunded()
    {
        var (order, refund) = await GivenRefundAsync(1_000);
        await EndOfAsync(refund);
        var second = RefundOf(order, 235, number: 2);
        NotAccepted(await Refunds().RefundAsync(second, Cancellation));
        Assert.Equal(ChannelRefundStatus.NotFound, await StatusAsync(second));
    }

    [Fact]
    public async Task What_was_not_paid_is_not_refunded()
    {
        Refunds();
        NotAccepted(await Refunds().RefundAsync(RefundOf(await GivenOpenAsync(), 1), Cancellation));
        NotAccepted(await Refunds().RefundAsync(RefundOf(Fixture.MakeOrder(), 1), Cancellation));
    }

    [Fact]
    public async Task A_refund_nobody_asked_for_is_not_found()
    {
        Refunds();
        Assert.Equal(ChannelRefundStatus.NotFound, await StatusAsync(RefundOf(await GivenPaidAsync(), 1)));
    }

    [Fact]
    public async Task What_was_paid_stays_paid()
    {
        var (order, refund) = await GivenRefundAsync(1_234);
        await EndOfAsync(refund);
        var payment = Accepted(await Channel.QueryAsync(Reference(order), Cancellation));
        Assert.Equal((ChannelPaymentStatus.Succeeded, order.Amount), (payment.Status, payment.Amount));
    }

    [Fact]
    public async Task A_refund_is_told_by_callback()
    {
        Refunds();
        Assert.SkipUnless(Fixture.TellsOfRefunds, "The channel does not call back about refunds.");
        var (order, refund) = await GivenRefundAsync(700);
        var callback = await CallbackAsync(notification => notification is ChannelNotification.Refund told && told.Value.RefundNo == refund.RefundNo);
        var said = Assert.IsType<ChannelNotification.Refund>(await VerifiedAsync(callback)).Value;
        Assert.Equal((order.AttemptNo, ChannelRefundStatus.Succeeded), (said.AttemptNo, said.Status));
    }

    private async Task<(ChannelOrder Order, ChannelRefundOrder Refund)> GivenRefundAsync(long minorUnits)
    {
        Refunds();
        var order = await GivenPaidAsync();
        var refund = RefundOf(order, minorUnits);
        var asked = Accepted(await Refunds().RefundAsync(refund, Cancellation));
        Assert.Equal((refund.RefundNo, order.AttemptNo), (asked.RefundNo, asked.AttemptNo));
        return (order, refund);
    }

    private async Task<ChannelRefundStatus> StatusAsync(ChannelRefundOrder refund) =>
        Accepted(await Refunds().QueryRefundAsync(new ChannelRefundReference(refund.RefundNo, refund.AttemptNo, refund.Amount.Currency), Cancellation)).Status;
}
