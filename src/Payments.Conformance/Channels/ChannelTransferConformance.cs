using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>Money out to a payee, where the channel sends it: once under one number, and never called failed while that is not proved (laws 3, 5, 10).</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelTransferConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    private const int Places = 6;
    private const int PlaceStep = 61;
    private const int Callers = 8;

    public static TheoryData<NetworkFault> Unanswered =>
        [NetworkFault.NoAnswer, NetworkFault.Reset, NetworkFault.ServerError, NetworkFault.Garbage, NetworkFault.Empty, NetworkFault.Cut, NetworkFault.Unsigned];

    public static TheoryData<NetworkFault> Unsent => [NetworkFault.ConnectionRefused, NetworkFault.NameNotFound, NetworkFault.TlsFailed];

    [Fact]
    public async Task A_transfer_ends_with_the_money_at_the_payee()
    {
        var (transfers, order) = Offered();
        Assert.Empty(transfers.ValidateTransfer(order));
        var sent = Accepted(await transfers.TransferAsync(order, Cancellation));
        Assert.Equal(order.TransferNo, sent.TransferNo);
        Assert.Equal(sent.Status == ChannelTransferStatus.AwaitingPayee, sent.NextAction is not null);

        var ended = await PaidOutAsync(transfers, order);
        Assert.Equal((order.TransferNo, ChannelTransferStatus.Succeeded), (ended.TransferNo, ended.Status));
        Assert.True(ended.Amount is null || ended.Amount == order.Amount, $"It says {ended.Amount}.");
        Assert.True(ended.Payee is null || ended.Payee == order.Payee, "It says another payee.");
        Assert.False(string.IsNullOrWhiteSpace(ended.ChannelTransferId), "A paid one has the channel's number.");
        Assert.False(string.IsNullOrWhiteSpace(ended.ChannelStatus), "The channel's own word is kept.");
        Assert.NotNull(ended.SucceededAt);
        Assert.Null(ended.Error);
    }

    [Fact]
    public async Task Law05_the_same_number_again_is_the_same_transfer()
    {
        var (transfers, order) = Offered();
        var first = Accepted(await transfers.TransferAsync(order, Cancellation));
        var second = Accepted(await transfers.TransferAsync(order, Cancellation));
        Assert.Equal((first.ChannelTransferId, first.NextAction is null), (second.ChannelTransferId, second.NextAction is null));
        await PaidOutAsync(transfers, order);
        var third = Accepted(await transfers.TransferAsync(order, Cancellation));
        Assert.Equal((first.ChannelTransferId, ChannelTransferStatus.Succeeded), (third.ChannelTransferId, third.Status));
    }

    [Fact]
    public async Task Law05_many_callers_at_once_make_one_transfer()
    {
        var (transfers, order) = Offered();
        var outcomes = await AtOnceAsync(Callers, _ => transfers.TransferAsync(order, Cancellation));
        Assert.DoesNotContain(outcomes, outcome => outcome is ChannelOutcome<ChannelTransfer>.Rejected);
        Assert.Single(outcomes.OfType<ChannelOutcome<ChannelTransfer>.Accepted>().Select(accepted => accepted.Value.ChannelTransferId).Distinct());
    }

    [Fact]
    public async Task Another_transfer_under_the_same_number_is_not_made()
    {
        var (transfers, order) = Offered();
        Accepted(await transfers.TransferAsync(order, Cancellation));
        NotAccepted(await transfers.TransferAsync(order with { Amount = order.Amount + Money.FromMinorUnits(1, order.Amount.Currency) }, Cancellation));
        var ended = await PaidOutAsync(transfers, order);
        Assert.True(ended.Amount is null || ended.Amount == order.Amount, $"It says {ended.Amount}.");
    }

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Law03_a_transfer_without_an_answer_to_trust_is_unknown_and_is_found_under_its_number(NetworkFault fault)
    {
        var (transfers, order) = Offered();
        Fixture.Network.Break(fault);
        Unknown(await transfers.TransferAsync(order, Cancellation));
        Unknown(await transfers.QueryTransferAsync(Reference(order), Cancellation));

        // It took effect; its repetition finds it and does not send the money again.
        Fixture.Network.Heal();
        var found = Accepted(await transfers.QueryTransferAsync(Reference(order), Cancellation));
        Assert.NotEqual(ChannelTransferStatus.NotFound, found.Status);
        Assert.Equal(found.ChannelTransferId, Accepted(await transfers.TransferAsync(order, Cancellation)).ChannelTransferId);
        Assert.Equal(found.ChannelTransferId, (await PaidOutAsync(transfers, order)).ChannelTransferId);
    }

    [Fact]
    public async Task Law02_an_answer_with_one_character_changed_is_unknown_wherever_it_is()
    {
        var (transfers, order) = Offered();
        for (var i = 0; i < Places; i++)
        {
            Fixture.Network.Break(NetworkFault.Tampered, i * PlaceStep);
            Unknown(await transfers.TransferAsync(order, Cancellation));
            Unknown(await transfers.QueryTransferAsync(Reference(order), Cancellation));
        }
    }

    [Theory]
    [MemberData(nameof(Unsent))]
    public async Task A_transfer_that_was_not_sent_says_so_and_the_next_one_goes_through(NetworkFault fault)
    {
        var (transfers, order) = Offered();
        var sent = Fixture.Network.Sent;
        Fixture.Network.Break(fault);
        Assert.False((await Assert.ThrowsAsync<ChannelUnreachableException>(() => transfers.TransferAsync(order, Cancellation))).MayHaveBeenSent);
        Assert.Equal(sent, Fixture.Network.Sent);
        Fixture.Network.Heal();
        Accepted(await transfers.TransferAsync(order, Cancellation));
    }

    [Fact]
    public async Task A_transfer_nobody_asked_for_is_not_found()
    {
        var (transfers, order) = Offered();
        Assert.Equal(ChannelTransferStatus.NotFound, Accepted(await transfers.QueryTransferAsync(Reference(order), Cancellation)).Status);
    }

    [Fact]
    public async Task What_breaks_a_limit_is_refused_and_not_sent()
    {
        var (transfers, order) = Offered();
        var sent = Fixture.Network.Sent;
        ChannelTransferOrder[] broken =
        [
            order with { Amount = Money.Zero(order.Amount.Currency) },
            order with { Amount = Money.FromMinorUnits(1_234, Currency.Parse("ISK")) },
            order with { TransferNo = "" },
            order with { TransferNo = new string('1', 33) },
            order with { TransferNo = "not-a/number" },
            order with { Payee = new PayerId("") },
            order with { Title = "" },
        ];
        foreach (var one in broken)
        {
            Assert.NotEmpty(transfers.ValidateTransfer(one));
            Assert.Equal(PaymentErrorCodes.InvalidRequest, Assert.IsType<ChannelOutcome<ChannelTransfer>.Rejected>(await transfers.TransferAsync(one, Cancellation)).Error.Code);
        }

        Assert.Equal(sent, Fixture.Network.Sent);
    }

    [Fact]
    public async Task A_transfer_is_cancelled_or_the_channel_says_it_cannot()
    {
        var (transfers, order) = Offered();
        Accepted(await transfers.TransferAsync(order, Cancellation));
        var sent = Fixture.Network.Sent;
        var outcome = await transfers.CancelTransferAsync(Reference(order), Cancellation);
        if (!transfers.CancelsTransfers)
        {
            Assert.IsType<ChannelOutcome<ChannelTransfer>.Rejected>(outcome);
            Assert.Equal(sent, Fixture.Network.Sent);
            return;
        }

        Assert.True(Accepted(outcome).Status is ChannelTransferStatus.Cancelling or ChannelTransferStatus.Cancelled, "It is on its way back.");
        Assert.Equal(ChannelTransferStatus.Cancelled, (await EndOfTransferAsync(transfers, order)).Status);
        Assert.Equal(ChannelTransferStatus.Cancelled, Accepted(await transfers.CancelTransferAsync(Reference(order), Cancellation)).Status);
    }

    [Fact]
    public async Task A_cancellation_that_comes_too_late_tells_so()
    {
        var (transfers, order) = Cancels();
        Accepted(await transfers.TransferAsync(order, Cancellation));
        await PaidOutAsync(transfers, order);
        Assert.Equal(ChannelTransferStatus.Succeeded, Accepted(await transfers.CancelTransferAsync(Reference(order), Cancellation)).Status);
        Assert.Equal(ChannelTransferStatus.NotFound, Accepted(await transfers.CancelTransferAsync(Reference(Offered().Order), Cancellation)).Status);
    }

    [Fact]
    public async Task Law03_a_cancellation_without_an_answer_is_unknown()
    {
        var (transfers, order) = Cancels();
        Accepted(await transfers.TransferAsync(order, Cancellation));
        Fixture.Network.Break(NetworkFault.Reset);
        Unknown(await transfers.CancelTransferAsync(Reference(order), Cancellation));
        Fixture.Network.Heal();
        Accepted(await transfers.CancelTransferAsync(Reference(order), Cancellation));
    }

    [Fact]
    public async Task A_transfer_is_told_by_callback()
    {
        var (transfers, order) = Offered();
        Assert.SkipUnless(Fixture.TellsOfTransfers, "The channel does not call back about transfers.");
        Accepted(await transfers.TransferAsync(order, Cancellation));
        await Fixture.TakeAsync(order);
        var callback = await CallbackAsync(notification => notification is ChannelNotification.Transfer told && told.Value.TransferNo == order.TransferNo);
        var said = Assert.IsType<ChannelNotification.Transfer>(await VerifiedAsync(callback)).Value;
        Assert.Equal((ChannelTransferStatus.Succeeded, order.Amount), (said.Status, said.Amount));
    }

    [Fact]
    public async Task Law10_neither_the_payee_nor_the_name_is_written_anywhere()
    {
        var (transfers, order) = Offered();
        List<string> texts = [order.ToString(), .. transfers.ValidateTransfer(order with { TransferNo = "", Title = "" }).Select(problem => problem.ToString())];
        foreach (var one in new[] { order, order with { Amount = order.Amount + order.Amount }, order with { TransferNo = "-" } })
        {
            texts.Add((await transfers.TransferAsync(one, Cancellation)).ToString());
        }

        await PaidOutAsync(transfers, order);
        texts.Add((await transfers.QueryTransferAsync(Reference(order), Cancellation)).ToString());
        texts.Add((await transfers.CancelTransferAsync(Reference(order), Cancellation)).ToString());
        foreach (var fault in new[] { NetworkFault.Reset, NetworkFault.Garbage, NetworkFault.Unsigned, NetworkFault.Tampered })
        {
            Fixture.Network.Break(fault);
            texts.Add((await transfers.TransferAsync(order, Cancellation)).ToString());
        }

        string[] secrets = [order.Payee.Reveal(), order.RealName?.Reveal() ?? ""];
        Assert.DoesNotContain(texts.Concat(Fixture.Log.Lines), text => secrets.Any(secret => secret.Length > 0 && text.Contains(secret, StringComparison.Ordinal)));
    }

    private static ChannelTransferReference Reference(ChannelTransferOrder order) => new(order.TransferNo, order.Method);

    private (ITransfers Transfers, ChannelTransferOrder Order) Offered()
    {
        Assert.SkipUnless(Channel is ITransfers, "The channel sends no money to payees.");
        var order = Fixture.MakeTransfer();
        Assert.True(order is not null, "A channel with ITransfers needs MakeTransfer in its fixture.");
        return ((ITransfers)Channel, order);
    }

    private (ITransfers Transfers, ChannelTransferOrder Order) Cancels()
    {
        var offered = Offered();
        Assert.SkipUnless(offered.Transfers.CancelsTransfers, "The channel cannot take back a transfer.");
        return offered;
    }

    private async Task<ChannelTransfer> PaidOutAsync(ITransfers transfers, ChannelTransferOrder order)
    {
        await Fixture.TakeAsync(order);
        var ended = await EndOfTransferAsync(transfers, order);
        Assert.Equal(ChannelTransferStatus.Succeeded, ended.Status);
        return ended;
    }

    private static Task<ChannelTransfer> EndOfTransferAsync(ITransfers transfers, ChannelTransferOrder order) => EndOfAsync(
        async () => Accepted(await transfers.QueryTransferAsync(Reference(order), Cancellation)),
        transfer => transfer.Status is ChannelTransferStatus.Succeeded or ChannelTransferStatus.Failed or ChannelTransferStatus.Cancelled or ChannelTransferStatus.Returned,
        "transfer");
}
