using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>Closing, so that nothing can be paid any more.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelCloseConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    [Fact]
    public async Task An_unpaid_payment_is_closed_and_says_so()
    {
        var order = await GivenOpenAsync();
        Assert.Equal(ChannelCloseResult.Closed, Accepted(await Channel.CloseAsync(Reference(order), Cancellation)));
        Assert.Equal(ChannelPaymentStatus.Closed, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Status);
    }

    [Fact]
    public async Task Law05_closing_again_is_closed_again()
    {
        var order = await GivenOpenAsync();
        Assert.Equal(ChannelCloseResult.Closed, Accepted(await Channel.CloseAsync(Reference(order), Cancellation)));
        Assert.Equal(ChannelCloseResult.Closed, Accepted(await Channel.CloseAsync(Reference(order), Cancellation)));
    }

    [Fact]
    public async Task Law01_a_closed_payment_cannot_be_paid()
    {
        var order = await GivenOpenAsync();
        Accepted(await Channel.CloseAsync(Reference(order), Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(() => Fixture.PayAsync(order));
        NotAccepted(await Channel.CreateAsync(order, Cancellation));
        Assert.Equal(ChannelPaymentStatus.Closed, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Status);
    }

    [Fact]
    public async Task Law03_a_paid_payment_is_not_closed_and_stays_paid()
    {
        var order = await GivenPaidAsync();
        Assert.Equal(ChannelCloseResult.AlreadyPaid, Accepted(await Channel.CloseAsync(Reference(order), Cancellation)));
        Assert.Equal(ChannelPaymentStatus.Succeeded, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Status);
    }

    [Fact]
    public async Task A_number_nobody_used_has_nothing_to_close() => Assert.Contains(
        Accepted(await Channel.CloseAsync(Reference(Fixture.MakeOrder()), Cancellation)), (ChannelCloseResult[])[ChannelCloseResult.NothingToClose, ChannelCloseResult.Closed]);
}
