using Microsoft.Extensions.DependencyInjection;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

public sealed class OrderNoTests
{
    [Fact]
    public async Task Numbers_rise_even_when_the_clock_stands_still_or_steps_back()
    {
        var time = new ManualTime();
        await using var host = await TestHost.StartAsync(time);
        List<OrderNo> numbers = [];
        for (var i = 0; i < 300; i++)
        {
            numbers.Add((await host.PendingOrderAsync($"m-{i}")).OrderNo);
            time.Advance(TimeSpan.FromMilliseconds(i % 3 == 0 ? -1 : 0));
        }

        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(300, numbers.Distinct().Count());
        Assert.True(numbers.Select(number => number.Shard).Distinct().Count() > 150);
    }

    [Fact]
    public async Task The_shard_follows_from_the_merchants_own_number()
    {
        await using var first = await TestHost.StartAsync();
        await using var second = await TestHost.StartAsync();

        var one = await first.PendingOrderAsync("same");
        var other = await second.PendingOrderAsync("same");

        Assert.Equal(one.OrderNo.Shard, other.OrderNo.Shard);
        Assert.NotEqual(one.OrderNo, other.OrderNo);
    }

    [Fact]
    public void A_number_reads_back_into_its_parts()
    {
        var at = new DateTimeOffset(2026, 11, 23, 8, 30, 15, 123, TimeSpan.Zero);
        var random = (UInt128.One << 70) - 1;

        var orderNo = OrderNo.Create(at, random, 1023);

        Assert.Equal(26, orderNo.Value.Length);
        Assert.Equal((at, 1023), (orderNo.CreatedAt, orderNo.Shard));
        Assert.Equal(orderNo, OrderNo.Parse(orderNo.Value));
        Assert.True(OrderNo.TryFromAttemptNo(orderNo.ToAttemptNo(OrderNo.MaxAttempts), out var back));
        Assert.Equal(orderNo, back);
        Assert.Equal(28, orderNo.ToAttemptNo(1).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01JDCF3X9V0000000000000000A")]
    [InlineData("01JDCF3X9V000000000000000")]
    [InlineData("01jdcf3x9v0000000000000000")]
    [InlineData("01JDCF3X9VIL00000000000000")]
    [InlineData("81JDCF3X9V0000000000000000")]
    [InlineData("01JDCF3X9V00000000000000\u0660\u0661")]
    public void Anything_else_is_no_number(string text)
    {
        Assert.False(OrderNo.TryParse(text, out _));
        Assert.Throws<FormatException>(() => OrderNo.Parse(text));
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderNo.Create(DateTimeOffset.UnixEpoch, UInt128.One << 70, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderNo.Create(DateTimeOffset.UnixEpoch, 0, 1024));
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderNo.Create(DateTimeOffset.UnixEpoch.AddTicks(-10_000), 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderNo.Create(DateTimeOffset.UnixEpoch, 0, 0).ToAttemptNo(1024));
    }
}
