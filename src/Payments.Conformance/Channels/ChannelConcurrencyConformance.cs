using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>A channel is a singleton that everybody calls at once.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelConcurrencyConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    private const int Callers = 16;

    [Fact]
    public async Task Law05_one_order_created_by_many_at_once_is_one_payment()
    {
        var order = Fixture.MakeOrder();
        var outcomes = await AtOnceAsync(Callers, _ => Channel.CreateAsync(order, Cancellation));
        Assert.All(outcomes, outcome => Accepted(outcome));
        await Fixture.OpenAsync(order);
        await Fixture.PayAsync(order);
        Assert.Equal(order.Amount, Accepted(await Channel.QueryAsync(Reference(order), Cancellation)).Amount);
    }

    [Fact]
    public async Task Everybody_gets_the_answer_to_their_own_question()
    {
        await AtOnceAsync(Callers, async i =>
        {
            var order = Fixture.MakeOrder() with { Amount = Money.FromMinorUnits(100 + i, Currency(i)) };
            await GivenPaidAsync(order);
            var payment = Accepted(await Channel.QueryAsync(Reference(order), Cancellation));
            Assert.Equal((order.AttemptNo, order.Amount), (payment.AttemptNo, payment.Amount));
            return true;
        });
    }

    [Fact]
    public async Task One_callback_read_by_many_at_once_says_the_same_to_all()
    {
        var (_, callback) = await GivenCallbackAsync();
        var genuine = await VerifiedAsync(callback);
        var forged = Tamper.WithBody(callback, Tamper.Bit(callback.Body, callback.Body.Length / 2));
        await AtOnceAsync(Callers * 2, async i =>
        {
            var reading = await Channel.ReadNotificationAsync(i % 2 == 0 ? callback : forged, Cancellation);
            Assert.True(i % 2 == 0 ? reading is NotificationReading.Verified verified && verified.Notification == genuine : reading is NotificationReading.Refused);
            return true;
        });
    }

    [Fact]
    public async Task Law06_one_refund_asked_for_by_many_at_once_is_one_refund()
    {
        Refunds();
        var order = await GivenPaidAsync();
        var refund = RefundOf(order, 700);
        await AtOnceAsync(Callers, _ => Refunds().RefundAsync(refund, Cancellation));
        Accepted(await Refunds().RefundAsync(refund, Cancellation));
        await EndOfAsync(refund);

        var rest = RefundOf(order, 534, number: 2);
        Accepted(await Refunds().RefundAsync(rest, Cancellation));
        Assert.Equal(ChannelRefundStatus.Succeeded, (await EndOfAsync(rest)).Status);
    }

    private Currency Currency(int i)
    {
        var currencies = Channel.Capabilities.Find(Fixture.Method)!.Currencies;
        return currencies[i % currencies.Count];
    }
}
