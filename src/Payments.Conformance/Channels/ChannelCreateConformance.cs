using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>The payer's next step.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelCreateConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    [Fact]
    public async Task A_created_payment_gives_the_payer_something_to_do()
    {
        var action = Accepted(await Channel.CreateAsync(Fixture.MakeOrder(), Cancellation));
        var content = action.Match(qr => qr.Content, jump => jump.Url, form => form.Url, sdk => string.Concat(sdk.Parameters.Keys), _ => "");
        Assert.False(string.IsNullOrWhiteSpace(content), "A credential is not empty.");
    }

    [Fact]
    public async Task A_credential_ends_with_the_order_or_before()
    {
        var order = Fixture.MakeOrder();
        var action = Accepted(await Channel.CreateAsync(order, Cancellation));
        Assert.True(action.ExpiresAt is null || action.ExpiresAt <= order.ExpiresAt, $"{action.ExpiresAt} is after {order.ExpiresAt}.");
    }

    [Fact]
    public async Task Law05_the_same_order_again_is_the_same_payment()
    {
        var order = Fixture.MakeOrder();
        var first = Accepted(await Channel.CreateAsync(order, Cancellation));
        var second = Accepted(await Channel.CreateAsync(order, Cancellation));
        Assert.Equal(first.GetType(), second.GetType());

        await Fixture.OpenAsync(order);
        await Fixture.PayAsync(order);
        Assert.Equal(order.Amount, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Amount);
        await Assert.ThrowsAnyAsync<Exception>(() => Fixture.PayAsync(order));
    }

    [Fact]
    public async Task Law03_a_paid_number_is_never_refused_nor_given_a_credential()
    {
        var order = await GivenPaidAsync();
        Assert.IsType<ChannelOutcome<NextAction>.Unknown>(await Channel.CreateAsync(order, Cancellation));
        Assert.Equal(ChannelPaymentStatus.Succeeded, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Status);
    }

    [Fact]
    public async Task Law05_a_number_with_another_amount_stays_what_it_was()
    {
        var order = await GivenOpenAsync();
        NotAccepted(await Channel.CreateAsync(order with { Amount = order.Amount + order.Amount }, Cancellation));

        await Fixture.PayAsync(order);
        Assert.Equal(order.Amount, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Amount);
    }

    [Fact]
    public async Task An_order_over_the_limits_is_not_taken_whoever_checks_it()
    {
        var order = Fixture.BreakLimits(Fixture.MakeOrder());
        NotAccepted(await Channel.CreateAsync(order, Cancellation));
        Assert.Equal(ChannelPaymentStatus.NotFound, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Status);
    }

    [Fact]
    public async Task A_method_of_another_channel_is_refused_and_nothing_is_sent()
    {
        var order = Fixture.MakeOrder() with { Method = PaymentMethod.Parse("nobody.nothing") };
        var sent = Fixture.Network.Sent;
        try
        {
            Assert.IsType<ChannelOutcome<NextAction>.Rejected>(await Channel.CreateAsync(order, Cancellation));
        }
        catch (InvalidPaymentRequestException)
        {
            // Says as well that nothing was sent.
        }

        Assert.Equal(sent, Fixture.Network.Sent);
    }
}
