using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>The channel's own limits, checked before anything is written.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelValidationConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    [Fact]
    public void An_order_within_the_limits_has_no_problems() => Assert.Empty(Channel.Validate(Fixture.MakeOrder()));

    [Fact]
    public void What_breaks_a_limit_is_reported_by_its_field()
    {
        var problems = Channel.Validate(Fixture.BreakLimits(Fixture.MakeOrder()));
        Assert.NotEmpty(problems);
        Assert.All(problems, Told);
    }

    [Fact]
    public void All_breaches_are_reported_at_once()
    {
        var order = Fixture.BreakLimits(Fixture.MakeOrder());
        var one = Channel.Validate(order).Select(problem => problem.Field).ToHashSet();
        var two = Channel.Validate(order with { Amount = Money.FromMinorUnits(1_234, Foreign()) }).Select(problem => problem.Field).ToHashSet();
        Assert.Superset(one, two);
        Assert.True(two.Count > one.Count, "Another currency is reported beside the other breaches.");
    }

    [Fact]
    public void A_currency_the_method_does_not_take_is_reported() => Assert.Contains(
        Channel.Validate(Fixture.MakeOrder() with { Amount = Money.FromMinorUnits(1_234, Foreign()) }), problem => problem.Field == "amount.currency");

    [Fact]
    public void An_amount_of_nothing_is_reported_or_left_to_the_engine() =>
        Assert.All(Channel.Validate(Fixture.MakeOrder() with { Amount = Money.FromMinorUnits(0, Currencies()[0]) }), Told);

    [Fact]
    public void A_payer_that_a_method_requires_is_reported_when_missing()
    {
        foreach (var capability in Channel.Capabilities.Methods)
        {
            var fields = Channel.Validate(Fixture.MakeOrder(capability.Currencies[0]) with { Method = capability.Method, Payer = null }).Select(problem => problem.Field).ToList();
            Assert.Equal(capability.RequiresPayerId, fields.Contains("payer.id"));
            Assert.Equal(capability.RequiresPayerIp, fields.Contains("payer.ipAddress"));
            Assert.Equal(capability.IsBarcode, fields.Contains("payer.authCode"));
        }
    }

    [Fact]
    public void Nothing_makes_it_throw()
    {
        foreach (var order in Strange(Fixture.MakeOrder()))
        {
            Assert.All(Channel.Validate(order), Told);
        }
    }

    [Fact]
    public void It_sends_nothing_and_says_the_same_again()
    {
        var order = Fixture.BreakLimits(Fixture.MakeOrder());
        Fixture.Network.Break(NetworkFault.ConnectionRefused);
        Assert.Equal(Channel.Validate(order), Channel.Validate(order));
        Assert.Equal(0, Fixture.Network.Sent);
    }

    private static void Told(FieldProblem problem)
    {
        Assert.Matches("^[a-z][A-Za-z]*(\\.[a-z][A-Za-z]*)*$", problem.Field);
        Assert.False(string.IsNullOrWhiteSpace(problem.Problem));
    }

    private static IEnumerable<ChannelOrder> Strange(ChannelOrder order)
    {
        foreach (var text in (string[])["", " ", "\0", "\ud800", "\udc00x", "😀", "﷽", "\r\nX-Header: 1", "{}", "<b>&amp;=/", new string('長', 100_000)])
        {
            yield return order with { Subject = text };
            yield return order with { AttemptNo = text };
            yield return order with { NotifyUrl = text };
            yield return order with { ReturnUrl = text };
            yield return order with { Payer = new Payer { Id = new PayerId(text), IpAddress = text, AuthCode = new PayerId(text) } };
        }

        yield return order with { Method = default };
        yield return order with { Method = PaymentMethod.Parse("nobody.nothing") };
        yield return order with { Amount = Money.FromMinorUnits(long.MaxValue, order.Amount.Currency) };
        yield return order with { Amount = Money.FromMinorUnits(long.MinValue, order.Amount.Currency) };
        yield return order with { ExpiresAt = DateTimeOffset.MinValue };
        yield return order with { CreatedAt = DateTimeOffset.MaxValue, ExpiresAt = DateTimeOffset.MaxValue };
        yield return order with { Payer = new Payer() };
        yield return order with { Payer = null, ReturnUrl = null };
    }

    private IReadOnlyList<Currency> Currencies() => Channel.Capabilities.Find(Fixture.Method)!.Currencies;

    private Currency Foreign() => new[] { "CNY", "USD", "KWD", "CLF", "XAF", "ISK" }.Select(code => Currency.Parse(code)).First(currency => !Currencies().Contains(currency));
}
