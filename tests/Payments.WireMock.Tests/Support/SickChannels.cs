using Payments.WireMock.Tests.Support;

[assembly: AssemblyFixture(typeof(SickChannels))]

namespace Payments.WireMock.Tests.Support;

/// <summary>WireMock and two merchants' hosts in front of it, once for all tests. Every test has orders of its own, so tests need not take turns.</summary>
public sealed class SickChannels : IAsyncLifetime
{
    private readonly ClosedPort _closed = new();
    private WireMockServer? _wiremock;
    private Merchant? _merchant;
    private Merchant? _hurried;

    /// <summary>Waits 8 s for a channel, so that only the accounts' own time-outs strike.</summary>
    internal Merchant Merchant => _merchant!;

    /// <summary>Waits 1 s for a channel, whatever the account's own time-out.</summary>
    internal Merchant Hurried => _hurried!;

    internal string Address => _wiremock!.Address;

    /// <summary>The same server under another name.</summary>
    internal string OtherAddress => _wiremock!.OtherAddress;

    /// <summary>Where nobody listens.</summary>
    internal string ClosedAddress => _closed.Address;

    internal Journal Journal => _wiremock!.Journal;

    internal static string NewSubject(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync()
    {
        _wiremock = await WireMockServer.StartAsync(await Drill.Fronts.NpmPackage.InstallAsync(), Accounts.Mappings);
        var accounts = Accounts.Settings(_wiremock.Address, _wiremock.OtherAddress, _closed.Address);
        _merchant = await Merchant.StartAsync(accounts, TimeSpan.FromSeconds(8));
        accounts["Payments:WeChat:wechat-slow:Timeout"] = "00:00:30";
        accounts["Payments:Alipay:alipay-slow:Timeout"] = "00:00:30";
        _hurried = await Merchant.StartAsync(accounts, TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_hurried, _merchant, _wiremock])
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        _closed.Dispose();
    }
}
