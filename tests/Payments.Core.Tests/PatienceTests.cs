using Microsoft.Extensions.DependencyInjection;
using Payments.Core.Health;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>How long a create is waited for while its account falls silent.</summary>
public sealed class PatienceTests
{
    private const string Account = "test-first";

    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(250);
    private static readonly PaymentError Silence = new() { Code = PaymentErrorCodes.ChannelNoAnswer, Message = "No answer.", Remedy = "Ask." };

    [Fact]
    public async Task Those_that_follow_the_first_silence_are_not_kept_longer_and_those_after_an_outage_are()
    {
        await using var host = await StartAsync();
        var book = Settled(host);
        for (var i = 0; i < AccountHealth.FailuresToDown + 3; i++)
        {
            FallSilent(book);
            Assert.Equal(Floor, book.Patience(Account));
        }

        Assert.NotEqual(0UL, book.DownMask);
        book.Answered(Account, HealthBook.Probe, TimeSpan.FromMilliseconds(5));
        Assert.Equal(0UL, book.DownMask);
        Assert.Equal(Floor + Floor, book.Patience(Account));

        book.Answered(Account, "create", TimeSpan.FromMilliseconds(5));
        Assert.Equal(Floor, book.Patience(Account));
    }

    [Fact]
    public async Task A_silence_that_an_answer_ended_is_forgotten()
    {
        await using var host = await StartAsync();
        var book = Settled(host);
        FallSilent(book);
        book.Answered(Account, "create", TimeSpan.FromMilliseconds(5));

        for (var i = 0; i < AccountHealth.FailuresToDown; i++)
        {
            book.Failed(Account, "create", Silence);
        }

        book.Answered(Account, HealthBook.Probe, TimeSpan.FromMilliseconds(5));
        Assert.Equal(0UL, book.DownMask);
        Assert.Equal(Floor, book.Patience(Account));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task A_slow_account_is_left_for_a_healthy_one_and_not_for_one_that_is_down(bool isOtherDown, int attempts)
    {
        var slow = new ScriptedChannel(Account);
        var other = new ScriptedChannel("test-second");
        await using var host = await TestHost.StartAsync(channel: slow, second: other, options: options => options.Routing.Probing = false);
        var book = Settled(host);
        slow.OnCreate = async (order, token) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(600), token);
            return await ScriptedChannel.Next(new NextAction.ShowQrCode(order.AttemptNo));
        };
        for (var i = 0; isOtherDown && i < AccountHealth.FailuresToDown; i++)
        {
            book.Failed(other.Account, "create", Silence);
        }

        var outcome = await host.Client.CreateOrderAsync(TestHost.Request(), "key", TestContext.Current.CancellationToken);

        Assert.Equal(attempts, Assert.IsType<OrderOutcome.Accepted>(outcome).Order.Attempts.Count);
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(channel: new ScriptedChannel(Account));

    private static HealthBook Settled(TestHost host)
    {
        var book = host.Services.GetRequiredService<HealthBook>();
        for (var i = 0; i < 100; i++)
        {
            book.Answered(Account, "create", TimeSpan.FromMilliseconds(5));
        }

        return book;
    }

    private static void FallSilent(HealthBook book)
    {
        book.RanOut(Account, book.Patience(Account));
        book.Failed(Account, "create", Silence, took: TimeSpan.Zero);
    }
}
