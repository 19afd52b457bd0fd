using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>What the channel says of itself.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelCapabilityConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    [Fact]
    public void The_account_has_a_name_that_fits_a_path()
    {
        Assert.InRange(Channel.Account.Length, 1, 32);
        Assert.DoesNotContain(Channel.Account, c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'));
    }

    [Fact]
    public void Every_method_is_the_channels_own_and_listed_once()
    {
        var methods = Channel.Capabilities.Methods.Select(capability => capability.Method).ToList();
        Assert.NotEmpty(methods);
        Assert.All(methods, method => Assert.Equal(Channel.Capabilities.Channel, method.Channel));
        Assert.Equal(methods.Distinct().Count(), methods.Count);
    }

    [Fact]
    public void Every_method_takes_a_currency_and_lists_none_twice() => Assert.All(Channel.Capabilities.Methods, capability =>
    {
        Assert.NotEmpty(capability.Currencies);
        Assert.Equal(capability.Currencies.Distinct().Count(), capability.Currencies.Count);
    });

    [Fact]
    public void A_method_is_found_by_its_name_and_another_is_not()
    {
        Assert.All(Channel.Capabilities.Methods, capability => Assert.Same(capability, Channel.Capabilities.Find(capability.Method)));
        Assert.Null(Channel.Capabilities.Find(PaymentMethod.Parse("nobody.nothing")));
    }

    [Fact]
    public void The_method_under_test_waits_for_the_payer()
    {
        var capability = Channel.Capabilities.Find(Fixture.Method);
        Assert.NotNull(capability);
        Assert.False(capability.IsBarcode, "Pay with a method that CreateAsync takes; MakeBarcodeOrder is for bar codes.");
    }

    [Fact]
    public void A_bar_code_charges_without_a_credential_and_has_the_interface_to_do_it()
    {
        var barcodes = Channel.Capabilities.Methods.Where(capability => capability.IsBarcode).ToList();
        Assert.All(barcodes, capability => Assert.True(capability.ChargesWithoutCredential));
        Assert.True(barcodes.Count == 0 || Channel is IBarcodePay, "A bar-code method needs IBarcodePay.");
        Assert.Equal(barcodes.Count > 0, Fixture.MakeBarcodeOrder() is not null);
    }

    [Fact]
    public async Task Capabilities_are_constant_over_the_accounts_life()
    {
        var before = Channel.Capabilities;
        var methods = before.Methods.ToList();
        await GivenPaidAsync();
        Fixture.Network.Break(NetworkFault.ServerError);
        await Channel.QueryAsync(Reference(Fixture.MakeOrder()), Cancellation);

        Assert.Equal(before.Channel, Channel.Capabilities.Channel);
        Assert.Equal(methods.Select(Text), Channel.Capabilities.Methods.Select(Text));

        static string Text(MethodCapability capability) =>
            $"{capability with { Currencies = [] }} {string.Join(',', capability.Currencies.Select(currency => currency.Code))}";
    }

    [Fact]
    public void Statements_have_kinds_and_none_twice()
    {
        Assert.SkipUnless(Channel is IStatements, "The channel has no bills.");
        var kinds = ((IStatements)Channel).StatementKinds;
        Assert.NotEmpty(kinds);
        Assert.Equal(kinds.Distinct().Count(), kinds.Count);
    }
}
