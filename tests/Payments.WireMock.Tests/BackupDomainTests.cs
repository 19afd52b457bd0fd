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

    [Fact]
    public async Task A_silent_first_address_sends_the_same_bytes_to_the_backup()
    {
        var subject = SickChannels.NewSubject("first-slow");

        var created = await channels.Merchant.CreateAsync("wechat-first-slow", subject);

        UnknownLife.IsUnknown(created);
        var arrivals = await channels.Journal.CreatesOfAsync(subject);
        Assert.Equal(["127.0.0.1", "localhost"], arrivals.Select(static arrival => arrival.Host.Split(':')[0]));
        Assert.All(arrivals, arrival => Assert.Equal(created.AttemptNo, arrival.OutTradeNo));
        Assert.Equal(arrivals[0].Body, arrivals[1].Body);
    }

    [Fact]
    public async Task A_first_address_that_answers_500_is_an_answer_and_the_backup_hears_nothing()
    {
        var subject = SickChannels.NewSubject("first-answers");

        UnknownLife.IsUnknown(await channels.Merchant.CreateAsync("wechat-first-answers", subject));

        Assert.StartsWith("127.0.0.1", Assert.Single(await channels.Journal.CreatesOfAsync(subject)).Host, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Law03_a_refusal_by_the_backup_does_not_speak_for_a_call_the_first_address_may_have_taken()
    {
        var subject = SickChannels.NewSubject("first-reset");

        var created = await channels.Merchant.CreateAsync("wechat-first-reset", subject);

        Assert.Equal(["127.0.0.1", "localhost"], (await channels.Journal.CreatesOfAsync(subject)).Select(static arrival => arrival.Host.Split(':')[0]));
        UnknownLife.IsUnknown(created);
        Assert.Contains("PARAM_ERROR", created.Message, StringComparison.Ordinal);
    }
}
