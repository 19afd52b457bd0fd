using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>A bar code read from the payer's phone, where the channel charges one.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelBarcodeConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    [Fact]
    public async Task A_code_is_charged_and_the_query_has_the_proof()
    {
        var (barcodes, order) = Offered();
        Assert.Empty(Channel.Validate(order));
        var payment = Accepted(await barcodes.PayAsync(order, Cancellation));
        Assert.Equal((order.AttemptNo, ChannelPaymentStatus.Succeeded, order.Amount), (payment.AttemptNo, payment.Status, payment.Amount));
        Assert.False(string.IsNullOrWhiteSpace(payment.ChannelTransactionId), "A paid one has the channel's number.");
        Assert.Equal(payment.ChannelTransactionId, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).ChannelTransactionId);
    }

    [Fact]
    public async Task A_paid_one_is_reversed_with_the_money_back()
    {
        var (barcodes, order) = Offered();
        Accepted(await barcodes.PayAsync(order, Cancellation));
        Assert.Equal(ChannelReversal.Refunded, Accepted(await barcodes.ReverseAsync(Reference(order), Cancellation)));
        Accepted(await barcodes.ReverseAsync(Reference(order), Cancellation));
    }

    [Fact]
    public async Task Law03_a_charge_without_an_answer_is_never_a_refusal()
    {
        var (barcodes, order) = Offered();
        Fixture.Network.Break(NetworkFault.Reset);
        Unknown(await barcodes.PayAsync(order, Cancellation));
    }

    [Fact]
    public async Task A_charge_that_was_not_sent_says_so()
    {
        var (barcodes, order) = Offered();
        Fixture.Network.Break(NetworkFault.ConnectionRefused);
        await Assert.ThrowsAsync<ChannelUnreachableException>(() => barcodes.PayAsync(order, Cancellation));
        Assert.Equal(0, Fixture.Network.Sent);
    }

    private (IBarcodePay Barcodes, ChannelOrder Order) Offered()
    {
        var order = Fixture.MakeBarcodeOrder();
        Assert.SkipUnless(order is not null, "The channel charges no bar codes.");
        return (Assert.IsType<IBarcodePay>(Channel, exactMatch: false), order!);
    }
}
