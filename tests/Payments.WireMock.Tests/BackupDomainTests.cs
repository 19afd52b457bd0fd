using System.Net;
using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>WeChat Pay has a second address. It gets what could not be brought to the first, as the same order, and only that.</summary>
public sealed class BackupDomainTests(SickChannels channels)
{
    [Fact]
    public async Task A_closed_first_address_sends_the_same_order_to_the_backup_once()
    {
        var subject = SickChannels.NewSubject("backup");

        var created = await channels.Merchant.CreateAsync("wechat-backup", subject);
        UnknownLife.IsUnknown(created);
        var first = Assert.Single(await channels.Journal.CreatesOfAsync(subject));
        UnknownLife.IsUnknown(await channels.Merchant.CreateAsync("wechat-backup", subject));
        var both = await channels.Journal.CreatesOfAsync(subject);

        Assert.Equal(created.AttemptNo, first.OutTradeNo);
        Assert.Equal(2, both.Count);
        Assert.Equal(both[0].Body, both[1].Body);
    }

    [Theory]
    [InlineData("first-slow")]
    [InlineData("first-reset")]
    public async Task An_order_the_first_address_may_have_taken_is_not_sent_to_the_backup(string name)
    {
        var subject = SickChannels.NewSubject(name);

        UnknownLife.IsUnknown(await channels.Merchant.CreateAsync($"wechat-{name}", subject));

        Assert.StartsWith("127.0.0.1", Assert.Single(await channels.Journal.CreatesOfAsync(subject)).Host, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_address_that_answers_500_is_an_answer_and_the_backup_hears_nothing()
    {
        var subject = SickChannels.NewSubject("first-answers");

        UnknownLife.IsUnknown(await channels.Merchant.CreateAsync("wechat-first-answers", subject));

        Assert.StartsWith("127.0.0.1", Assert.Single(await channels.Journal.CreatesOfAsync(subject)).Host, StringComparison.Ordinal);
    }
}
