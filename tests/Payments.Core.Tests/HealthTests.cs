using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Payments.Channels;
using Payments.Core.Channels;
using Payments.Core.Health;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>Health in a host: what calls say of an account, and where payments go.</summary>
public sealed class HealthTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_account_is_probed_with_questions_goes_down_within_ten_seconds_and_comes_back()
    {
        var main = new ScriptedChannel { OnCreate = (_, _) => ScriptedChannel.Lose<NextAction>(), OnQuery = _ => ScriptedChannel.Lose<ChannelPayment>() };
        await using var host = await TestHost.StartAsync(_time, channel: main, second: new ScriptedChannel("test-backup"), options: options => options.Routing.Probing = true);
        await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation);
        Assert.Equal(ChannelHealth.Suspect, Health(host).Health);

        await PassAsync(TimeSpan.FromSeconds(10), () => Health(host).Health == ChannelHealth.Down);
        Assert.Equal("test-backup", Explained(host).Chosen);
        Assert.True(Explained(host).Candidates[0].IsDown);
        Assert.Single(main.Creates);
        Assert.All(main.Calls.Skip(1), call => Assert.Equal("query", call));

        main.OnQuery = reference => ScriptedChannel.Accept(new ChannelPayment { AttemptNo = reference.AttemptNo, Status = ChannelPaymentStatus.NotFound, ChannelStatus = "ORDER_NOT_EXIST" });
        main.OnCreate = (order, _) => ScriptedChannel.Next(new NextAction.ShowQrCode(order.AttemptNo));
        await PassAsync(TimeSpan.FromSeconds(34), () => Health(host).Health == ChannelHealth.Recovering);
        Assert.Equal("test-main", Explained(host).Chosen);
        Assert.Single(main.Creates);

        for (var i = 0; i < 10; i++)
        {
            await host.PendingOrderAsync($"m-after-{i}");
        }

        Assert.Equal(ChannelHealth.Healthy, Health(host).Health);
        Assert.Null(Health(host).NextProbeAt);
    }

    [Fact]
    public async Task Probes_name_well_formed_attempts_that_do_not_exist()
    {
        var asked = new List<ChannelOrderReference>();
        var main = new ScriptedChannel { OnQuery = reference => Keep(reference) };
        await using var host = await TestHost.StartAsync(_time, channel: main);
        Report(host, ScriptedChannel.Lose<NextAction>);
        for (var i = 0; i < 2; i++)
        {
            _time.Advance(AccountHealth.SuspectPause);
            await host.Services.GetRequiredService<HealthProber>().RunOnceAsync(Cancellation);
        }

        Assert.Equal(2, asked.Count);
        Assert.All(asked, reference => Assert.True(OrderNo.TryFromAttemptNo(reference.AttemptNo, out _)));
        Assert.NotEqual(asked[0].AttemptNo, asked[1].AttemptNo);
        Assert.All(asked, reference => Assert.Equal(ScriptedChannel.Qr, reference.Method));

        // Two answers outweigh one failure; after that nobody asks.
        Assert.Equal(ChannelHealth.Healthy, Health(host).Health);
        _time.Advance(TimeSpan.FromMinutes(10));
        await host.Services.GetRequiredService<HealthProber>().RunOnceAsync(Cancellation);
        Assert.Equal(2, asked.Count);

        Task<ChannelOutcome<ChannelPayment>> Keep(ChannelOrderReference reference)
        {
            asked.Add(reference);
            return ScriptedChannel.Accept(ScriptedChannel.Unpaid(reference.AttemptNo));
        }
    }

    [Theory]
    [InlineData(PaymentErrorCodes.ChannelRejected, false)]
    [InlineData(PaymentErrorCodes.ChannelThrottled, true)]
    [InlineData(PaymentErrorCodes.ChannelAccountUnable, true)]
    public async Task A_refusal_of_the_payment_is_an_answer_and_one_of_the_account_is_none(string code, bool isFailure)
    {
        await using var host = await TestHost.StartAsync(_time);
        var error = new PaymentError { Code = code, Message = "m", Remedy = "r" };
        Report(host, () => Task.FromResult<ChannelOutcome<NextAction>>(new ChannelOutcome<NextAction>.Rejected(error)));
        Assert.Equal(isFailure ? ChannelHealth.Suspect : ChannelHealth.Healthy, Health(host).Health);
        Assert.Equal(isFailure ? error : null, Health(host).LastError);
    }

    [Fact]
    public async Task Whatever_is_no_answer_is_a_failure()
    {
        await using var host = await TestHost.StartAsync(_time);
        var failure = new VerificationFailure(VerificationFailureReason.BodyChanged, "The body is another.");
        Func<Task<ChannelOutcome<NextAction>>>[] calls =
        [
            () => throw new ChannelUnreachableException("test-main", "no route"),
            () => throw new ChannelProtocolException("test-main", failure),
            () => throw new InvalidOperationException("a defect"),
            () => Task.FromException<ChannelOutcome<NextAction>>(new ChannelUnreachableException("test-main", "no route")),
            ScriptedChannel.Lose<NextAction>,
        ];
        foreach (var (index, call) in calls.Index())
        {
            Assert.NotEqual(ChannelHealth.Down, Health(host).Health);
            Report(host, call);
            Assert.Equal(index + 1, Health(host).FailuresInARow);
        }

        Assert.Equal(ChannelHealth.Down, Health(host).Health);
    }

    [Fact]
    public async Task A_caller_who_leaves_says_nothing_of_the_channel()
    {
        await using var host = await TestHost.StartAsync(_time);
        using var left = new CancellationTokenSource();
        var call = Caller(host).CallAsync<NextAction>(host.Channel, "create", Never, left.Token);
        await left.CancelAsync();
        Assert.IsType<ChannelOutcome<NextAction>.Unknown>(await call);
        Assert.Equal(ChannelHealth.Healthy, Health(host).Health);
        Assert.Equal(TimeSpan.FromSeconds(3), Book(host).Patience("test-main"));
    }

    [Fact]
    public async Task A_create_that_ran_out_of_its_patience_is_a_failure_and_questions_teach_no_patience()
    {
        await using var host = await TestHost.StartAsync(_time);
        for (var i = 0; i < 50; i++)
        {
            await AnswerAfterAsync(host, "create", TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(250), Book(host).Patience("test-main"));
        var call = Caller(host).CallAsync<NextAction>(host.Channel, "create", Book(host).Patience("test-main"), Never, CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.IsType<ChannelOutcome<NextAction>.Unknown>(await call);

        Assert.Equal(ChannelHealth.Suspect, Health(host).Health);
        await AnswerAfterAsync(host, "query", TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromMilliseconds(250), Book(host).Patience("test-main"));
        await AnswerAfterAsync(host, "create", TimeSpan.FromSeconds(2));
        Assert.True(Book(host).Patience("test-main") > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Payments_still_go_to_the_only_account_while_it_is_down()
    {
        await using var host = await TestHost.StartAsync(_time);
        for (var i = 0; i < 5; i++)
        {
            Report(host, ScriptedChannel.Lose<NextAction>);
        }

        Assert.Equal(1UL, Book(host).DownMask);
        var order = await host.PendingOrderAsync();
        Assert.Equal("test-main", order.Attempts[0].ChannelAccount);
        Assert.Contains("down", order.Attempts[0].RouteReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prober_stops_within_a_second_whatever_its_probes_do()
    {
        var main = new ScriptedChannel { OnQuery = _ => new TaskCompletionSource<ChannelOutcome<ChannelPayment>>().Task };
        await using var host = await TestHost.StartAsync(channel: main, options: options => options.Routing.Probing = true);
        Report(host, ScriptedChannel.Lose<NextAction>);
        await Eventually.Async(() => Task.FromResult(main.Calls.Count), calls => calls > 0);
        var began = TimeProvider.System.GetTimestamp();
        await host.Services.GetRequiredService<HealthProber>().StopAsync(Cancellation);
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(1));
    }

    private static HealthBook Book(TestHost host) => host.Services.GetRequiredService<HealthBook>();

    private static ChannelCaller Caller(TestHost host) => host.Services.GetRequiredService<ChannelCaller>();

    private static ChannelAccountStatus Health(TestHost host) => host.Services.GetRequiredService<IChannelAccounts>().Read()[0];

    private static RouteRecord Explained(TestHost host) => host.Services.GetRequiredService<IChannelAccounts>().Explain(new RouteQuestion(ScriptedChannel.Qr, Money.FromMinorUnits(100, Currency.Cny)));

    /// <summary>Calls through the caller; what it throws is the attempt's business.</summary>
    private static void Report(TestHost host, Func<Task<ChannelOutcome<NextAction>>> call)
    {
        var made = Caller(host).CallAsync(host.Channel, "create", _ => call(), CancellationToken.None);
        Assert.True(made.IsCompleted);
        _ = made.Exception;
    }

    private static async Task<ChannelOutcome<NextAction>> Never(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException();
    }

    private async Task AnswerAfterAsync(TestHost host, string operation, TimeSpan after)
    {
        var answer = new TaskCompletionSource<ChannelOutcome<NextAction>>();
        var call = Caller(host).CallAsync(host.Channel, operation, _ => answer.Task, CancellationToken.None);
        _time.Advance(after);
        answer.SetResult(await ScriptedChannel.Next(new NextAction.None()));
        await call;
    }

    private async Task PassAsync(TimeSpan atMost, Func<bool> until)
    {
        for (var passed = TimeSpan.Zero; passed <= atMost && !until(); passed += TimeSpan.FromMilliseconds(250))
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(10);
        }

        Assert.True(until(), $"It did not become so within {atMost}.");
    }
}
