using System.Text;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat;

namespace Payments.Channels.WeChat.Tests;

/// <summary>Whole lives of payments against the simulator, over real HTTP.</summary>
public sealed class SimulatorTests
{
    private static int _next;

    [Theory]
    [InlineData("native", "public key")]
    [InlineData("jsapi", "public key")]
    [InlineData("miniprogram", "public key")]
    [InlineData("app", "public key")]
    [InlineData("h5", "public key")]
    [InlineData("native", "certificate")]
    [InlineData("native", "both")]
    [InlineData("jsapi", "partner")]
    [InlineData("native", "partner")]
    public async Task Create_pay_callback_query_refund_callback(string product, string mode)
    {
        await using var world = await StartAsync(mode);
        var order = Order(world, PaymentMethod.Parse("wechat." + product));
        Assert.Empty(world.Channel.Validate(order));

        Accepted(await world.Channel.CreateAsync(order, Ct.Token));
        Accepted(await world.Channel.CreateAsync(order, Ct.Token));
        Assert.Equal(ChannelPaymentStatus.AwaitingPayer, Accepted(await world.Channel.QueryAsync(Reference(order), Ct.Token)).Status);

        world.World.Pay("wechat", order.AttemptNo);
        var payment = Assert.IsType<ChannelNotification.Payment>(Verified((await world.WaitForAsync(1))[0])).Value;
        Assert.Equal((order.AttemptNo, ChannelPaymentStatus.Succeeded, (Money?)order.Amount), (payment.AttemptNo, payment.Status, payment.Amount));
        var queried = Accepted(await world.Channel.QueryAsync(Reference(order), Ct.Token));
        Assert.Equal(payment, queried);

        var already = Assert.IsType<ChannelOutcome<NextAction>.Unknown>(await world.Channel.CreateAsync(order, Ct.Token));
        Assert.Equal(PaymentErrorCodes.OrderAlreadyPaid, already.Error.Code);
        Assert.Equal(ChannelCloseResult.AlreadyPaid, Accepted(await world.Channel.CloseAsync(Reference(order), Ct.Token)));

        await RefundAsync(world, order, payment);
    }

    [Fact]
    public async Task Close_makes_it_unpayable()
    {
        await using var world = await StartAsync("public key");
        var order = Order(world, WeChatPaymentMethods.Native);
        Accepted(await world.Channel.CreateAsync(order, Ct.Token));

        Assert.Equal(ChannelCloseResult.Closed, Accepted(await world.Channel.CloseAsync(Reference(order), Ct.Token)));
        Assert.Equal(ChannelCloseResult.Closed, Accepted(await world.Channel.CloseAsync(Reference(order), Ct.Token)));

        Assert.Equal(ChannelPaymentStatus.Closed, Accepted(await world.Channel.QueryAsync(Reference(order), Ct.Token)).Status);
        Assert.IsType<ChannelOutcome<NextAction>.Rejected>(await world.Channel.CreateAsync(order, Ct.Token));
    }

    [Fact]
    public async Task An_unknown_number_is_not_found_and_other_parameters_are_not_taken()
    {
        await using var world = await StartAsync("public key");
        var order = Order(world, WeChatPaymentMethods.Native);
        Assert.Equal(ChannelPaymentStatus.NotFound, Accepted(await world.Channel.QueryAsync(Reference(order), Ct.Token)).Status);
        Assert.Equal(ChannelRefundStatus.NotFound, Accepted(await Refunds(world).QueryRefundAsync(new ChannelRefundReference("NONE", order.AttemptNo, Currency.Cny), Ct.Token)).Status);
        Accepted(await world.Channel.CreateAsync(order, Ct.Token));

        var other = await world.Channel.CreateAsync(order with { Amount = Money.FromMinorUnits(2, Currency.Cny) }, Ct.Token);

        Assert.IsType<ChannelOutcome<NextAction>.Unknown>(other);
    }

    [Fact]
    public async Task Key_rotation_in_the_middle_is_not_noticed()
    {
        await using var world = await StartAsync("certificate");
        var first = Order(world, WeChatPaymentMethods.Native);
        var second = Order(world, WeChatPaymentMethods.Native);
        Accepted(await world.Channel.CreateAsync(first, Ct.Token));
        Accepted(await world.Channel.CreateAsync(second, Ct.Token));
        world.World.Pay("wechat", first.AttemptNo);
        await world.WaitForAsync(1);

        world.World.Add(new Scenario { Channel = "wechat", Kind = ScenarioKind.KeyRotation });
        world.World.Pay("wechat", second.AttemptNo);

        // The minimum interval may refuse the first delivery or two; the official schedule brings it again.
        var readings = await world.WaitForAsync(2);
        Assert.IsType<NotificationReading.Verified>(readings[0]);
        Assert.All(readings.Skip(1).OfType<NotificationReading.Refused>(), refused => Assert.Equal(VerificationFailureReason.UnknownSerial, refused.Failure.Reason));
        Accepted(await world.Channel.QueryAsync(Reference(second), Ct.Token));
    }

    [Theory]
    [InlineData(ScenarioKind.Probe, VerificationFailureReason.SignatureProbe)]
    [InlineData(ScenarioKind.WrongSignature, VerificationFailureReason.BodyChanged)]
    [InlineData(ScenarioKind.UnknownSerial, VerificationFailureReason.UnknownSerial)]
    [InlineData(ScenarioKind.MissingHeaders, VerificationFailureReason.MissingHeader)]
    [InlineData(ScenarioKind.StaleClock, VerificationFailureReason.ClockSkew)]
    [InlineData(ScenarioKind.Tampered, VerificationFailureReason.BodyChanged)]
    public async Task A_bad_delivery_is_refused_and_the_next_one_taken(ScenarioKind kind, VerificationFailureReason reason)
    {
        await using var world = await StartAsync("public key");
        var order = Order(world, WeChatPaymentMethods.Native);
        Accepted(await world.Channel.CreateAsync(order, Ct.Token));
        world.World.Add(new Scenario { Channel = "wechat", Kind = kind, Operation = Scenario.Notify });

        world.World.Pay("wechat", order.AttemptNo);

        var readings = await world.WaitForAsync(2);
        Assert.Equal(reason, Assert.IsType<NotificationReading.Refused>(readings[0]).Failure.Reason);
        Assert.IsType<NotificationReading.Verified>(readings[1]);
    }

    [Theory]
    [InlineData(ScenarioKind.Error5xxBefore)]
    [InlineData(ScenarioKind.Error5xxAfterCharge)]
    [InlineData(ScenarioKind.Reset)]
    [InlineData(ScenarioKind.ResetAfterCharge)]
    [InlineData(ScenarioKind.Garbage)]
    [InlineData(ScenarioKind.GarbageAfterCharge)]
    [InlineData(ScenarioKind.Probe)]
    [InlineData(ScenarioKind.MissingHeaders)]
    [InlineData(ScenarioKind.WrongSignature)]
    public async Task A_sick_answer_to_a_refund_is_unknown_and_repeating_the_number_refunds_once(ScenarioKind kind)
    {
        await using var world = await StartAsync("public key");
        var order = Order(world, WeChatPaymentMethods.Native);
        Accepted(await world.Channel.CreateAsync(order, Ct.Token));
        world.World.Pay("wechat", order.AttemptNo);
        await world.WaitForAsync(1);
        var refund = RefundOf(world, order);
        world.World.Add(new Scenario { Channel = "wechat", Kind = kind, Operation = "refund" });

        Assert.IsType<ChannelOutcome<ChannelRefund>.Unknown>(await Refunds(world).RefundAsync(refund, Ct.Token));

        var again = Accepted(await Refunds(world).RefundAsync(refund, Ct.Token));
        Assert.Equal(refund.Amount, again.Amount);
        Assert.Equal(again.ChannelRefundId, Accepted(await Refunds(world).RefundAsync(refund, Ct.Token)).ChannelRefundId);
    }

    [Fact]
    public async Task A_throttled_create_is_told_as_such()
    {
        await using var world = await StartAsync("public key");
        world.World.Add(new Scenario { Channel = "wechat", Kind = ScenarioKind.RateLimited });

        var outcome = await world.Channel.CreateAsync(Order(world, WeChatPaymentMethods.Native), Ct.Token);

        Assert.Equal(PaymentErrorCodes.ChannelThrottled, Assert.IsType<ChannelOutcome<NextAction>.Rejected>(outcome).Error.Code);
    }

    [Fact]
    public async Task Bar_codes_are_charged_waited_for_and_reversed()
    {
        await using var world = await StartAsync("barcode");
        var barcode = (IBarcodePay)world.Channel;
        var paid = Order(world, WeChatPaymentMethods.Barcode);
        Assert.Empty(world.Channel.Validate(paid));
        Assert.Equal(ChannelPaymentStatus.Succeeded, Accepted(await barcode.PayAsync(paid, Ct.Token)).Status);
        Assert.Equal(ChannelReversal.Refunded, Accepted(await barcode.ReverseAsync(Reference(paid), Ct.Token)));

        var waiting = Order(world, WeChatPaymentMethods.Barcode);
        world.World.Add(new Scenario { Channel = "wechat", Kind = ScenarioKind.UserPaying });
        Assert.Equal(ChannelPaymentStatus.Closed, Accepted(await barcode.PayAsync(waiting, Ct.Token)).Status);
        Assert.Equal(ChannelCloseResult.Closed, Accepted(await world.Channel.CloseAsync(Reference(waiting), Ct.Token)));
    }

    [Fact]
    public async Task Bills_come_through()
    {
        await using var world = await SimulatedWeChat.StartAsync(simulator: options => options.BillsAtOnce = true);
        var today = DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).DateTime);
        var bills = (IStatements)world.Channel;
        Assert.IsType<StatementDownload.NoActivity>(await bills.DownloadStatementAsync(new StatementRequest(today, StatementKind.Trades), Stream.Null, Ct.Token));
        var order = Order(world, WeChatPaymentMethods.Native);
        Accepted(await world.Channel.CreateAsync(order, Ct.Token));
        world.World.Pay("wechat", order.AttemptNo);

        foreach (var kind in bills.StatementKinds)
        {
            using var file = new MemoryStream();
            var completed = Assert.IsType<StatementDownload.Completed>(await bills.DownloadStatementAsync(new StatementRequest(today, kind), file, Ct.Token));
            Assert.Equal(file.Length, completed.Bytes);
            var text = Encoding.UTF8.GetString(file.ToArray());
            Assert.Contains(kind == StatementKind.Trades ? order.AttemptNo : "记账时间", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_self_test_is_content_with_the_right_settings_and_names_the_wrong_one()
    {
        await using var right = await StartAsync("both");
        Assert.Empty(await ((IChannelSelfTest)right.Channel).TestAsync(Ct.Token));

        await using var wrong = await SimulatedWeChat.StartAsync((options, _) => options.PrivateKey = TestKeys.Stranger.ExportPkcs8PrivateKeyPem());
        Assert.Contains(await ((IChannelSelfTest)wrong.Channel).TestAsync(Ct.Token), problem => problem.Path.EndsWith(":PrivateKey", StringComparison.Ordinal));
    }

    private static async Task RefundAsync(SimulatedWeChat world, ChannelOrder order, ChannelPayment payment)
    {
        var refund = RefundOf(world, order);
        var asked = Accepted(await Refunds(world).RefundAsync(refund, Ct.Token));
        Assert.Equal((refund.RefundNo, order.AttemptNo, (Money?)refund.Amount), (asked.RefundNo, asked.AttemptNo, asked.Amount));
        var told = Assert.IsType<ChannelNotification.Refund>(Verified((await world.WaitForAsync(2))[1])).Value;
        Assert.Equal((refund.RefundNo, ChannelRefundStatus.Succeeded), (told.RefundNo, told.Status));
        var queried = Accepted(await Refunds(world).QueryRefundAsync(new ChannelRefundReference(refund.RefundNo, order.AttemptNo, Currency.Cny), Ct.Token));
        Assert.Equal((ChannelRefundStatus.Succeeded, payment.ChannelTransactionId), (queried.Status, queried.ChannelTransactionId));

        // What was paid stays paid.
        Assert.Equal(ChannelPaymentStatus.Succeeded, Accepted(await world.Channel.QueryAsync(Reference(order), Ct.Token)).Status);
    }

    private static Task<SimulatedWeChat> StartAsync(string mode) => SimulatedWeChat.StartAsync(
        (options, _) =>
        {
            if (mode == "certificate")
            {
                options.PublicKey = options.PublicKeyId = null;
            }

            options.UsePlatformCertificates = mode is "certificate" or "both";
            options.CertificateRefreshMinimumInterval = TimeSpan.Zero;
            options.SubMchId = mode == "partner" ? "1900000109" : null;
            options.Barcode = new WeChatBarcodeOptions
            {
                Enabled = mode == "barcode", StoreId = "S1", PollInterval = TimeSpan.FromMilliseconds(100), PollFor = TimeSpan.FromMilliseconds(400),
            };
        },
        simulator => simulator.WeChat.CallbackSigning = mode == "both" ? WeChatSigningKey.Alternate : WeChatSigningKey.AsAsked);

    private static ChannelOrder Order(SimulatedWeChat world, PaymentMethod method)
    {
        var now = DateTimeOffset.UtcNow;
        return TestAccount.Order(method) with
        {
            AttemptNo = $"T{now:yyyyMMddHHmmss}{Interlocked.Increment(ref _next):D6}",
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(30),
            NotifyUrl = world.NotifyUrl,
        };
    }

    private static ChannelRefundOrder RefundOf(SimulatedWeChat world, ChannelOrder order) => TestAccount.RefundOrder() with
    {
        RefundNo = "R" + order.AttemptNo,
        AttemptNo = order.AttemptNo,
        NotifyUrl = world.NotifyUrl,
    };

    private static ChannelOrderReference Reference(ChannelOrder order) => new(order.AttemptNo, order.Method);

    private static IRefunds Refunds(SimulatedWeChat world) => (IRefunds)world.Channel;

    private static T Accepted<T>(ChannelOutcome<T> outcome) => outcome.Match(
        value => value,
        error => throw new InvalidOperationException("Rejected: " + error),
        error => throw new InvalidOperationException("Unknown: " + error));

    private static ChannelNotification Verified(NotificationReading reading) => reading switch
    {
        NotificationReading.Verified verified => verified.Notification,
        NotificationReading.Refused refused => throw new InvalidOperationException(refused.Failure.ToString()),
        _ => throw new InvalidOperationException(),
    };
}
