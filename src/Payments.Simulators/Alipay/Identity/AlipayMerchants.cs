using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Payments.Simulators.Keys;

namespace Payments.Simulators.Alipay.Identity;

/// <summary>The applications of the simulated world: the default one, and further ones made on first use of their name.</summary>
internal sealed class AlipayMerchants : IDisposable
{
    private const string DefaultAppId = "2021000000000001";
    private const string DefaultSellerId = "2088000000000001";

    private readonly AlipayPlatform _platform;
    private readonly IdentityFolder _folder;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Lazy<AlipayMerchant>> _byName = new(StringComparer.Ordinal);

    public AlipayMerchants(AlipayPlatform platform, AlipaySimulatorOptions options, IdentityFolder folder, TimeProvider time)
    {
        _platform = platform;
        _folder = folder;
        _time = time;
        Default = Load(
            "alipay", options.AppId ?? DefaultAppId, options.SellerId ?? DefaultSellerId, options.AppPrivateKeyPem, isGiven: options.AppPrivateKeyPem is not null);
    }

    public AlipayMerchant Default { get; }

    private IEnumerable<AlipayMerchant> All => _byName.Values.Select(static lazy => lazy.Value).Prepend(Default);

    /// <summary>The application of a further merchant, made on first use; its numbers follow from its name.</summary>
    public AlipayMerchant Named(string? name) => name is null ? Default : _byName.GetOrAdd(name, key => new Lazy<AlipayMerchant>(() =>
    {
        var digits = Digits(key);
        return Load($"alipay-{digits}", $"2021{digits}", $"2088{digits}", appKeyPem: null, isGiven: false);
    })).Value;

    public AlipayMerchant? FindByAppId(string appId) => All.FirstOrDefault(merchant => merchant.AppId == appId);

    public void Dispose()
    {
        foreach (var merchant in All) merchant.Dispose();
    }

    private AlipayMerchant Load(string name, string appId, string sellerId, string? appKeyPem, bool isGiven)
    {
        AlipayMerchantDocument Create() => AlipayMerchant.Create(_platform, appId, sellerId, appKeyPem, _time.GetUtcNow());
        var kept = isGiven ? Create() : _folder.LoadOrCreate(name, AlipayIdentityJson.Default.AlipayMerchantDocument, Create);

        // Numbers given by options win over those kept in the folder; the certificate names the application only for people.
        return new AlipayMerchant(kept with { AppId = appId, SellerId = sellerId });
    }

    private static string Digits(string name)
    {
        var number = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name))) % 1_000_000_000_000UL;
        return number.ToString("D12", System.Globalization.CultureInfo.InvariantCulture);
    }
}
