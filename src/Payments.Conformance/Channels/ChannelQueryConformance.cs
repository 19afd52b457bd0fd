using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>How a payment stands.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelQueryConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    [Fact]
    public async Task A_number_nobody_used_is_not_found_and_not_a_refusal()
    {
        var order = Fixture.MakeOrder();
        var payment = Accepted(await Channel.QueryAsync(Reference(order), Cancellation));
        Assert.Equal((order.AttemptNo, ChannelPaymentStatus.NotFound), (payment.AttemptNo, payment.Status));
    }

    [Fact]
    public async Task A_created_payment_awaits_its_payer()
    {
        var order = await GivenCreatedAsync();
        var expected = Fixture.KnowsUnopened ? ChannelPaymentStatus.AwaitingPayer : ChannelPaymentStatus.NotFound;
        Assert.Equal(expected, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Status);
    }

    [Fact]
    public async Task An_opened_payment_awaits_its_payer()
    {
        var order = await GivenOpenAsync();
        var payment = Accepted(await Channel.QueryAsync(Reference(order), Cancellation));
        Assert.Equal((order.AttemptNo, ChannelPaymentStatus.AwaitingPayer), (payment.AttemptNo, payment.Status));
        Assert.Null(payment.PaidAt);
    }

    [Fact]
    public async Task Law02_a_paid_one_has_amount_transaction_and_time()
    {
        var before = TimeProvider.System.GetUtcNow();
        var order = await GivenPaidAsync();
        var payment = Accepted(await Channel.QueryAsync(Reference(order), Cancellation));

        Assert.Equal((order.AttemptNo, ChannelPaymentStatus.Succeeded, order.Amount), (payment.AttemptNo, payment.Status, payment.Amount));
        Assert.False(string.IsNullOrWhiteSpace(payment.ChannelTransactionId), "A paid one has the channel's number.");
        Assert.NotNull(payment.PaidAt);
        Assert.InRange(payment.PaidAt.Value, before.AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.False(string.IsNullOrWhiteSpace(payment.ChannelStatus), "The channel's own word is kept.");
    }

    [Fact]
    public async Task Law02_every_currency_and_every_amount_comes_back_to_the_minor_unit()
    {
        foreach (var currency in Channel.Capabilities.Find(Fixture.Method)!.Currencies)
        {
            foreach (var minorUnits in (long[])[1, 100, 12_345_601])
            {
                var order = await GivenPaidAsync(Fixture.MakeOrder(currency) with { Amount = Money.FromMinorUnits(minorUnits, currency) });
                Assert.Equal(order.Amount, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Amount);
            }
        }
    }

    [Fact]
    public async Task Asking_again_says_the_same()
    {
        var order = await GivenPaidAsync();
        var reference = Reference(order);
        Assert.Equal(Accepted(await Channel.QueryAsync(reference, Cancellation)), Accepted(await Channel.QueryAsync(reference, Cancellation)));
    }

    [Fact]
    public async Task The_channels_own_number_beside_ours_changes_nothing()
    {
        var order = await GivenPaidAsync();
        var payment = Accepted(await Channel.QueryAsync(Reference(order), Cancellation));
        Assert.Equal(payment, Accepted(await Channel.QueryAsync(Reference(order) with { ChannelTransactionId = payment.ChannelTransactionId }, Cancellation)));
    }
}
