using Payments.Channels;
using Payments.Fuzz.Cases;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.Run;

namespace Payments.Fuzz.Tests;

/// <summary>The laws bite: a channel with a planted fault is found out within a few thousand cases.</summary>
public sealed class LawTests
{
    private const int Cases = 6_000;

    private delegate NotificationReading Fault(NotificationRequest request, NotificationReading reading);

    [Fact]
    public void A_channel_that_throws_is_found() =>
        AssertFound("it threw", (_, reading) => reading is NotificationReading.Refused { Failure.Reason: VerificationFailureReason.ClockSkew } ? throw new FormatException("planted") : reading);

    [Fact]
    public void A_channel_that_trusts_a_wrong_signature_is_found() => AssertFound("although", (_, reading) =>
        reading is NotificationReading.Refused { Failure.Reason: VerificationFailureReason.BodyChanged } ? Verified(Payment()) : reading);

    [Fact]
    public void A_channel_that_trusts_old_callbacks_is_found() => AssertFound("had to be refused", (_, reading) =>
        reading is NotificationReading.Refused { Failure.Reason: VerificationFailureReason.ClockSkew } ? Verified(Payment()) : reading, onlyWeChat: true);

    [Fact]
    public void A_channel_that_reads_a_body_cut_short_is_found() => AssertFound("had to be refused", (request, reading) =>
        request.IsTruncated ? Verified(Payment()) : reading);

    [Fact]
    public void A_channel_that_reads_another_amount_is_found() => AssertFound("what was signed tells", (_, reading) =>
        Change(reading, payment => payment with { Amount = payment.Amount + Money.FromMinorUnits(1, Currency.Cny) }, payment => payment.Amount?.MinorUnits == 100 || payment.Amount?.MinorUnits == 8_888));

    [Fact]
    public void A_channel_that_reads_closed_as_paid_is_found() => AssertFound("what was signed tells", (_, reading) =>
        Change(reading, payment => payment with { Status = ChannelPaymentStatus.Succeeded }, payment => payment.Status == ChannelPaymentStatus.Closed));

    [Fact]
    public void A_channel_that_forgets_the_payer_is_found() => AssertFound("what was signed tells", (_, reading) =>
        Change(reading, payment => payment with { Payer = null }, payment => payment.Payer is not null));

    [Fact]
    public void A_channel_that_refuses_what_is_genuine_is_found() => AssertFound("nothing that matters was changed", (_, reading) =>
        reading is NotificationReading.Verified { Notification: ChannelNotification.Refund } ? Refused("It tells of a refund.") : reading);

    [Fact]
    public void A_channel_that_tells_a_secret_is_found() => AssertFound("tells what it must not", (_, reading) =>
        reading is NotificationReading.Refused ? Refused($"The payer {WeChatSpecimen.OpenId} or {AlipaySpecimen.BuyerId} sent it.") : reading);

    [Fact]
    public void A_channel_that_allocates_for_a_stranger_is_found() => AssertFound("allocated", (_, reading) =>
    {
        GC.KeepAlive(reading is NotificationReading.Refused ? new byte[Laws.MostAllocated] : null);
        return reading;
    });

    [Fact]
    public void A_slow_channel_is_found() => AssertFound("it took", (request, reading) =>
    {
        if (request.Body.Length > 4_000)
        {
            Thread.Sleep(Laws.LongestTime + TimeSpan.FromMilliseconds(10));
        }

        return reading;
    });

    [Fact]
    public void A_replay_of_a_violation_finds_it_again()
    {
        using var world = Sabotaged((_, reading) => Change(reading, payment => payment with { ChannelTransactionId = "1" }, _ => true));
        var run = new FuzzRun(world.Targets, seed: 7);
        run.Run(Cases, workers: 1);
        var found = run.Violations[0];

        var replayed = FuzzRun.Replay(world.Targets, 7, found.Number, new Mutations.Dice(), new Tally());

        Assert.Equal(found, replayed);
        Assert.Equal($"./build.sh fuzz --seed 7 --case {found.Number}", found.Replay);
    }

    private static void AssertFound(string what, Fault fault, bool onlyWeChat = false)
    {
        using var world = Sabotaged(fault);
        foreach (var target in world.Targets.Where(target => !onlyWeChat || target.Name == "wechat"))
        {
            var run = new FuzzRun([target], seed: 7);
            run.Run(Cases, workers: 1);

            Assert.Contains(run.Violations, violation => violation.What.Contains(what, StringComparison.Ordinal));
        }
    }

    private static FuzzWorld Sabotaged(Fault fault) => new(channel => new SabotagedChannel(channel, fault));

    private static NotificationReading.Verified Verified(ChannelPayment payment) => new(new ChannelNotification.Payment(payment) { NotificationId = "EV-1" });

    private static NotificationReading.Refused Refused(string detail) => new(new VerificationFailure(VerificationFailureReason.MalformedBody, detail));

    private static ChannelPayment Payment() => new()
    {
        AttemptNo = WeChatSpecimen.AttemptNo,
        Status = ChannelPaymentStatus.Succeeded,
        ChannelStatus = "SUCCESS",
        Amount = Money.FromMinorUnits(100, Currency.Cny),
        ChannelTransactionId = "4200001234202603050123456789",
    };

    private static NotificationReading Change(NotificationReading reading, Func<ChannelPayment, ChannelPayment> change, Func<ChannelPayment, bool> when) =>
        reading is NotificationReading.Verified { Notification: ChannelNotification.Payment payment } && when(payment.Value)
            ? new NotificationReading.Verified(new ChannelNotification.Payment(change(payment.Value)) { NotificationId = payment.NotificationId })
            : reading;

    private sealed class SabotagedChannel(IPaymentChannel inner, Fault fault) : IPaymentChannel
    {
        public string Account => inner.Account;

        public ChannelCapabilities Capabilities => inner.Capabilities;

        public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => inner.Validate(order);

        public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) => inner.CreateAsync(order, cancellationToken);

        public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => inner.QueryAsync(reference, cancellationToken);

        public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => inner.CloseAsync(reference, cancellationToken);

        public async ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) =>
            fault(request, await inner.ReadNotificationAsync(request, cancellationToken));

        public NotificationReply ReplyTo(NotificationVerdict verdict) => inner.ReplyTo(verdict);
    }
}
