using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 3: what is unknown is not failed, and what was not sent is not unknown.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelNetworkConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    private const int TamperedPlaces = 6;
    private const int PlaceStep = 61;

    public static TheoryData<ChannelCall, NetworkFault> Unanswered => Pairs(
        NetworkFault.NoAnswer, NetworkFault.Reset, NetworkFault.ServerError, NetworkFault.Garbage, NetworkFault.Empty, NetworkFault.Cut, NetworkFault.Unsigned);

    public static TheoryData<ChannelCall, NetworkFault> Unsent => Pairs(NetworkFault.ConnectionRefused, NetworkFault.NameNotFound, NetworkFault.TlsFailed);

    public static TheoryData<ChannelCall> Calls => [.. Enum.GetValues<ChannelCall>()];

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Law03_a_call_without_an_answer_to_trust_is_unknown(ChannelCall call, NetworkFault fault)
    {
        var act = await PrepareAsync(call);
        Fixture.Network.Break(fault);
        Assert.Equal("Unknown", await act(Cancellation));

        // The same call again, once the channel is well, finds what the first one did.
        Fixture.Network.Heal();
        Assert.Equal("Accepted", await act(Cancellation));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Law02_an_answer_with_one_character_changed_is_unknown_wherever_it_is(ChannelCall call)
    {
        var act = await PrepareAsync(call);
        for (var i = 0; i < TamperedPlaces; i++)
        {
            Fixture.Network.Break(NetworkFault.Tampered, i * PlaceStep);
            Assert.Equal("Unknown", await act(Cancellation));
        }
    }

    [Theory]
    [MemberData(nameof(Unsent))]
    public async Task A_call_that_was_not_sent_says_so_and_the_next_one_goes_through(ChannelCall call, NetworkFault fault)
    {
        var act = await PrepareAsync(call);
        var sent = Fixture.Network.Sent;
        Fixture.Network.Break(fault);
        var unreachable = await Assert.ThrowsAsync<ChannelUnreachableException>(() => act(Cancellation));

        Assert.Equal(Channel.Account, unreachable.Account);
        Assert.Equal(sent, Fixture.Network.Sent);
        Fixture.Network.Heal();
        Assert.Equal("Accepted", await act(Cancellation));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_caller_who_gives_up_gets_the_cancellation(ChannelCall call)
    {
        var act = await PrepareAsync(call);
        var sent = Fixture.Network.Sent;
        using var before = new CancellationTokenSource();
        await before.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => act(before.Token));
        Assert.Equal(sent, Fixture.Network.Sent);

        Fixture.Network.Break(NetworkFault.NoAnswer);
        using var during = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => act(during.Token));
    }

    private static TheoryData<ChannelCall, NetworkFault> Pairs(params NetworkFault[] faults) =>
        [.. from call in Enum.GetValues<ChannelCall>() from fault in faults select new TheoryDataRow<ChannelCall, NetworkFault>(call, fault)];

    private async Task<Func<CancellationToken, Task<string>>> PrepareAsync(ChannelCall call)
    {
        if (call is ChannelCall.Create or ChannelCall.Query or ChannelCall.Close)
        {
            var order = call == ChannelCall.Create ? Fixture.MakeOrder() : await GivenOpenAsync();
            return call switch
            {
                ChannelCall.Create => async token => Kind(await Channel.CreateAsync(order, token)),
                ChannelCall.Query => async token => Kind(await Channel.QueryAsync(Reference(order), token)),
                _ => async token => Kind(await Channel.CloseAsync(Reference(order), token)),
            };
        }

        var refunds = Refunds();
        var refund = RefundOf(await GivenPaidAsync(), 700);
        if (call == ChannelCall.Refund)
        {
            return async token => Kind(await refunds.RefundAsync(refund, token));
        }

        Accepted(await refunds.RefundAsync(refund, Cancellation));
        await EndOfAsync(refund);
        return async token => Kind(await refunds.QueryRefundAsync(new ChannelRefundReference(refund.RefundNo, refund.AttemptNo, refund.Amount.Currency), token));
    }

    private static string Kind<T>(ChannelOutcome<T> outcome)
    {
        if (outcome is not ChannelOutcome<T>.Accepted)
        {
            NotAccepted(outcome);
        }

        return outcome.Match(_ => "Accepted", _ => "Rejected", _ => "Unknown");
    }
}
