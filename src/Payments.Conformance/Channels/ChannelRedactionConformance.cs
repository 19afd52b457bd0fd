using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 10: secrets stay in.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelRedactionConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    private const int ShortestFragment = 12;

    private readonly List<string> _texts = [];

    [Fact]
    public void The_fixture_names_its_secrets() => Assert.NotEmpty(Fragments());

    [Fact]
    public async Task Law10_a_whole_life_writes_no_secret()
    {
        var order = Fixture.MakeOrder();
        var action = await Channel.CreateAsync(order, Cancellation);
        await Fixture.OpenAsync(order);
        await Fixture.PayAsync(order);
        Keep(Channel, Channel.Capabilities, order, action, await Channel.QueryAsync(Reference(order), Cancellation), await Channel.CloseAsync(Reference(order), Cancellation));
        var callback = await CallbackAsync(notification => notification is ChannelNotification.Payment { Value.Status: ChannelPaymentStatus.Succeeded });
        Keep(await Channel.ReadNotificationAsync(callback, Cancellation));
        for (var place = 0; place < callback.Body.Length; place += 37)
        {
            Keep(await Channel.ReadNotificationAsync(Tamper.WithBody(callback, Tamper.Bit(callback.Body, place)), Cancellation));
        }

        if (Channel is IRefunds refunds)
        {
            Keep(await refunds.RefundAsync(RefundOf(order, 1), Cancellation), await refunds.RefundAsync(RefundOf(order, 9_999, number: 2), Cancellation));
        }

        ShouldHoldNoSecret();
        var credential = Accepted(action).Match(qr => qr.Content, jump => jump.Url, form => form.Url, _ => "", _ => "");
        Assert.DoesNotContain(_texts.Concat(Fixture.Log.Lines), text => credential.Length > 0 && text.Contains(credential, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Law10_trouble_writes_no_secret()
    {
        var order = await GivenOpenAsync();
        foreach (var fault in Enum.GetValues<NetworkFault>().Where(fault => fault != NetworkFault.NoAnswer))
        {
            Fixture.Network.Break(fault);
            await KeepFailureAsync(async () => Keep(await Channel.CreateAsync(order, Cancellation)));
            await KeepFailureAsync(async () => Keep(await Channel.QueryAsync(Reference(order), Cancellation)));
        }

        ShouldHoldNoSecret();
    }

    [Fact]
    public void Law10_a_problem_with_an_order_does_not_repeat_its_payer()
    {
        var order = Fixture.BreakLimits(Fixture.MakeOrder()) with { Payer = new Payer { Id = new PayerId(Fixture.Secrets[0]), AuthCode = new PayerId(Fixture.Secrets[0]), IpAddress = "203.0.113.77" } };
        Keep([.. Channel.Validate(order)]);
        ShouldHoldNoSecret();
        Assert.DoesNotContain(_texts, text => text.Contains("203.0.113.77", StringComparison.Ordinal));
    }

    private void Keep(params object[] things) => _texts.AddRange(things.Select(thing => thing.ToString() ?? ""));

    private async Task KeepFailureAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (PaymentsException failure)
        {
            _texts.Add(failure.ToString());
        }
    }

    private void ShouldHoldNoSecret()
    {
        var fragments = Fragments();
        var where = _texts.Concat(Fixture.Log.Lines).Where(text => fragments.Any(fragment => text.Contains(fragment, StringComparison.Ordinal))).ToList();
        Assert.Empty(where);
    }

    // A key in PEM is found by any of its lines; the frame around them is no secret.
    private List<string> Fragments() => [.. Fixture.Secrets
        .SelectMany(secret => secret.Contains("-----", StringComparison.Ordinal)
            ? secret.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length >= ShortestFragment && !line.StartsWith('-'))
            : [secret])
        .Where(fragment => fragment.Length > 0)];
}
