using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Payments.Simulators.Keys;

namespace Payments.Simulators.WeChat.Identity;

/// <summary>One merchant and the keys WeChat Pay uses towards it.</summary>
internal sealed class WeChatMerchant : IDisposable
{
    private const int MaxCertificates = 8;
    private readonly WeChatIdentity _identity;
    private readonly Lock _lock = new();
    private readonly List<SimulatorKey> _keys = [];
    private volatile PlatformSigner[] _certificates;

    public WeChatMerchant(WeChatIdentity identity)
    {
        _identity = identity;
        using var certificate = X509Certificate2.CreateFromPem(identity.MerchantCertificatePem);
        SerialNo = certificate.SerialNumber;
        using var publicKey = certificate.GetRSAPublicKey() ?? throw new InvalidDataException("The merchant certificate holds no RSA key. Give an RSA 2048 certificate.");
        MerchantKey = SimulatorKey.FromPublicPem(publicKey.ExportSubjectPublicKeyInfoPem());
        ApiV3Key = Encoding.UTF8.GetBytes(identity.ApiV3Key);
        PublicKey = new PlatformSigner(
            identity.PublicKeyId, Own(SimulatorKey.FromPrivatePem(identity.PublicKeyPrivatePem)), null, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        _certificates = [PlatformSigner.FromCertificate(identity.PlatformCertificatePem, Own(SimulatorKey.FromPrivatePem(identity.PlatformPrivateKeyPem)))];
    }

    public string MchId => _identity.MchId;

    public string AppId => _identity.AppId;

    public string SerialNo { get; }

    /// <summary>The public half, for checking requests.</summary>
    public SimulatorKey MerchantKey { get; }

    public byte[] ApiV3Key { get; }

    public PlatformSigner PublicKey { get; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PlatformSigner> Certificates => _certificates;

    public PlatformSigner Platform => _certificates[0];

    public PlatformSigner? FindSigner(string serial) =>
        serial == PublicKey.Serial ? PublicKey : Array.Find(_certificates, c => string.Equals(c.Serial, serial, StringComparison.OrdinalIgnoreCase));

    /// <summary>A new platform certificate takes over; the older ones stay listed until they fall off.</summary>
    public void Rotate(DateTimeOffset now)
    {
        lock (_lock)
        {
            var key = Own(SimulatorKey.Generate());
            var signer = PlatformSigner.FromCertificate(WeChatIdentity.PlatformCertificate(key, now), key);
            _certificates = [signer, .. _certificates.Take(MaxCertificates - 1)];
        }
    }

    public JsonObject Credentials() => new()
    {
        ["mchId"] = MchId,
        ["appId"] = AppId,
        ["merchantSerialNo"] = SerialNo,
        ["merchantPrivateKeyPem"] = _identity.MerchantPrivateKeyPem,
        ["merchantCertificatePem"] = _identity.MerchantCertificatePem,
        ["apiV3Key"] = _identity.ApiV3Key,
        ["platformSerialNo"] = Platform.Serial,
        ["platformCertificatePem"] = Platform.CertificatePem,
        ["publicKeyId"] = PublicKey.Serial,
        ["publicKeyPem"] = PublicKey.Key.PublicPem,
    };

    public void Dispose()
    {
        MerchantKey.Dispose();
        _keys.ForEach(static key => key.Dispose());
    }

    private SimulatorKey Own(SimulatorKey key)
    {
        _keys.Add(key);
        return key;
    }
}
