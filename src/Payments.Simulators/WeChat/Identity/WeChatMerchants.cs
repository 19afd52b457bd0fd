using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Payments.Simulators.Keys;

namespace Payments.Simulators.WeChat.Identity;

/// <summary>The merchants of the world: the default one, and further ones by name, made when first asked for.</summary>
internal sealed class WeChatMerchants(SimulatorOptions options, IdentityFolder folder) : IDisposable
{
    private const string DefaultMchId = "1900000001";
    private const string DefaultAppId = "wx8888888888888888";
    private const int Capacity = 64;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WeChatMerchant> _byName = new(StringComparer.Ordinal);
    private bool _known;

    public WeChatMerchant Default => Get(null);

    /// <summary>The merchant called so. With 64 of them known, a new name gets the default one.</summary>
    public WeChatMerchant Get(string? name)
    {
        var key = name ?? "";
        lock (_lock)
        {
            if (_byName.TryGetValue(key, out var merchant))
            {
                return merchant;
            }

            if (_byName.Count >= Capacity)
            {
                return Get(null);
            }

            return _byName[key] = new WeChatMerchant(key.Length == 0 ? LoadDefault() : LoadNamed(key));
        }
    }

    public WeChatMerchant? FindByMchId(string mchId)
    {
        lock (_lock)
        {
            if (!_known)
            {
                _known = true;
                Get(null);
                foreach (var name in folder.Names("wechat-"))
                {
                    Get(name);
                }
            }

            foreach (var merchant in _byName.Values)
            {
                if (merchant.MchId == mchId)
                {
                    return merchant;
                }
            }

            return null;
        }
    }

    public IReadOnlyList<WeChatMerchant> All()
    {
        lock (_lock)
        {
            return [.. _byName.Values];
        }
    }

    public void Dispose()
    {
        foreach (var merchant in All())
        {
            merchant.Dispose();
        }
    }

    private WeChatIdentity LoadDefault()
    {
        var given = options.WeChat;
        var now = options.TimeProvider.GetUtcNow();
        if (given.ApiV3Key is { Length: not 32 })
        {
            throw new InvalidOperationException("The simulator's WeChat APIv3 key must have 32 characters.");
        }

        var stored = folder.LoadOrCreate(
            "wechat", WeChatIdentityContext.Default.WeChatIdentity,
            () => WeChatIdentity.Create(given.MchId ?? DefaultMchId, given.AppId ?? DefaultAppId, given, now));
        stored = stored with
        {
            MchId = given.MchId ?? stored.MchId,
            AppId = given.AppId ?? stored.AppId,
            ApiV3Key = given.ApiV3Key ?? stored.ApiV3Key,
        };
        if (given.MerchantCertificatePem is { } certificate)
        {
            return stored with { MerchantCertificatePem = certificate, MerchantPrivateKeyPem = given.MerchantPrivateKeyPem };
        }

        if (given.MerchantPrivateKeyPem is not { } pem || pem.Trim() == stored.MerchantPrivateKeyPem?.Trim())
        {
            return stored;
        }

        using var key = SimulatorKey.FromPrivatePem(pem);
        return stored with { MerchantPrivateKeyPem = pem, MerchantCertificatePem = WeChatIdentity.MerchantCertificate(stored.MchId, key, now) };
    }

    private WeChatIdentity LoadNamed(string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash) % 99_000_000 + 1_000_000;
        return folder.LoadOrCreate(
            $"wechat-{name}", WeChatIdentityContext.Default.WeChatIdentity,
            () => WeChatIdentity.Create(
                string.Create(CultureInfo.InvariantCulture, $"19{number:D8}"), $"wx{Convert.ToHexStringLower(hash, 4, 8)}", null, options.TimeProvider.GetUtcNow()));
    }
}
