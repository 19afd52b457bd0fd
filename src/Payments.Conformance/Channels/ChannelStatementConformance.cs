using System.Security.Cryptography;
using System.Text;
using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>Bills, where the channel has them.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelStatementConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    [Fact]
    public async Task A_days_bill_comes_whole_and_names_the_payment()
    {
        var bills = Offered();
        var order = await GivenPaidAsync();
        var day = await Fixture.MakeStatementAsync();
        foreach (var kind in bills.StatementKinds)
        {
            using var file = new MemoryStream();
            var completed = Assert.IsType<StatementDownload.Completed>(await bills.DownloadStatementAsync(new StatementRequest(day, kind), file, Cancellation));
            Assert.Equal(file.Length, completed.Bytes);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file.ToArray())), completed.Sha256);
            Assert.StartsWith(Channel.Capabilities.Channel + ".", completed.Format, StringComparison.Ordinal);
            Assert.True(kind != StatementKind.Trades || Encoding.Latin1.GetString(file.ToArray()).Contains(order.AttemptNo, StringComparison.Ordinal), "The payment is in the bill.");
        }
    }

    [Fact]
    public async Task A_day_without_activity_or_bill_is_no_failure()
    {
        var bills = Offered();
        var day = await Fixture.MakeStatementAsync();
        using var file = new MemoryStream();
        var download = await bills.DownloadStatementAsync(new StatementRequest(day.AddDays(-20), StatementKind.Trades), file, Cancellation);
        Assert.IsNotType<StatementDownload.Failed>(download);
    }

    [Fact]
    public async Task A_bill_that_was_not_asked_for_says_so()
    {
        var bills = Offered();
        var day = await Fixture.MakeStatementAsync();
        Fixture.Network.Break(NetworkFault.ConnectionRefused);
        await Assert.ThrowsAsync<ChannelUnreachableException>(() => bills.DownloadStatementAsync(new StatementRequest(day, StatementKind.Trades), Stream.Null, Cancellation));
    }

    [Theory]
    [InlineData(NetworkFault.Reset)]
    [InlineData(NetworkFault.ServerError)]
    [InlineData(NetworkFault.Garbage)]
    [InlineData(NetworkFault.Cut)]
    public async Task An_answer_that_cannot_be_trusted_is_no_bill(NetworkFault fault)
    {
        var bills = Offered();
        await GivenPaidAsync();
        var day = await Fixture.MakeStatementAsync();
        Fixture.Network.Break(fault);
        Assert.IsType<StatementDownload.Failed>(await bills.DownloadStatementAsync(new StatementRequest(day, StatementKind.Trades), Stream.Null, Cancellation));
    }

    private IStatements Offered()
    {
        Assert.SkipUnless(Channel is IStatements, "The channel has no bills.");
        return (IStatements)Channel;
    }
}
