using System.Net;

namespace Payments.WireMock.Tests.Support;

/// <summary>What must be true of every order whose channel did not answer in a way that can be trusted (law 3).</summary>
internal static class UnknownLife
{
    /// <summary>Creates, repeats, closes, and looks at what arrived at the channel.</summary>
    /// <param name="channels">The sick channels.</param>
    /// <param name="merchant">The host.</param>
    /// <param name="account">The channel account.</param>
    /// <param name="code">The code the answers must have.</param>
    /// <param name="words">Words the answers must have: that it is unknown for this reason, and not for another.</param>
    public static async Task LiveAsync(SickChannels channels, Merchant merchant, string account, string code, string words)
    {
        var subject = SickChannels.NewSubject(account);
        var created = await merchant.CreateAsync(account, subject);
        IsUnknown(created);
        Assert.Equal(code, created.Code);
        Assert.Contains(words, created.Message, StringComparison.Ordinal);

        var repeated = await merchant.CreateAsync(account, subject);
        IsUnknown(repeated);
        Assert.Equal(created.OrderNo, repeated.OrderNo);
        Assert.Equal(created.AttemptNo, repeated.AttemptNo);

        var arrivals = await channels.Journal.CreatesOfAsync(subject);
        Assert.Equal(2, arrivals.Count);
        Assert.All(arrivals, arrival => Assert.Equal(created.AttemptNo, arrival.OutTradeNo));
        Assert.Equal(arrivals[0].Body, arrivals[1].Body);

        var closed = await merchant.CloseAsync(created.OrderNo);
        IsUnknown(closed);
        IsUnknown(await merchant.GetAsync(created.OrderNo), HttpStatusCode.OK);
    }

    public static void IsUnknown(Reply reply, HttpStatusCode status = HttpStatusCode.Accepted)
    {
        reply.Has(status);
        Assert.Equal("Created", reply.OrderStatus);
        Assert.Equal("Unknown", reply.AttemptStatus);
        Assert.Null(reply.NextAction);
        Assert.Null(reply.Order["paidAt"]);
    }
}
