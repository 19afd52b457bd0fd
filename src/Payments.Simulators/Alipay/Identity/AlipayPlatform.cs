using System.Security.Cryptography.X509Certificates;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Keys;

namespace Payments.Simulators.Alipay.Identity;

/// <summary>The platform's side of trust: the roots, the authority under them and the keys it signs with, oldest first.</summary>
internal sealed class AlipayPlatform : IDisposable
{
    private static readonly TimeSpan LeafLife = TimeSpan.FromDays(365 * 5);

    private readonly AlipayPlatformDocument _document;
    private readonly SimulatorKey _issuerKey;
    private readonly Lazy<SimulatorKey> _stranger = new(SimulatorKey.Generate);
    private readonly Lock _lock = new();
    private readonly List<AlipayPlatformKey> _keys = [];

    private AlipayPlatform(AlipayPlatformDocument document)
    {
        _document = document;
        _issuerKey = SimulatorKey.FromPrivatePem(document.IssuerKeyPem);
        using var certificate = X509Certificate2.CreateFromPem(document.AlipayCertPem);
        Use(SimulatorKey.FromPrivatePem(document.AlipayKeyPem), certificate);

        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(document.RootsPem);
        RootNumber = AlipayCertificateNumber.OfRoots(roots);
        foreach (var root in roots) root.Dispose();
    }

    /// <summary>What Alipay hands out as <c>alipayRootCert.crt</c>.</summary>
    public string RootsPem => _document.RootsPem;

    /// <summary><c>alipay_root_cert_sn</c>.</summary>
    public string RootNumber { get; }

    /// <summary>What answers and notifications are signed with now.</summary>
    public AlipayPlatformKey Current
    {
        get
        {
            lock (_lock) return _keys[^1];
        }
    }

    /// <summary>A key nobody was ever told of: what forged signatures are made with.</summary>
    public SimulatorKey Stranger => _stranger.Value;

    public static AlipayPlatform Load(IdentityFolder folder, DateTimeOffset now) =>
        new(folder.LoadOrCreate("alipay-platform", AlipayIdentityJson.Default.AlipayPlatformDocument, () => Create(now)));

    public AlipayPlatformKey? Find(string certificateNumber)
    {
        lock (_lock) return _keys.Find(key => key.CertificateNumber == certificateNumber);
    }

    /// <summary>A new key and certificate, used from the next answer on; earlier ones stay downloadable.</summary>
    public void Rotate(DateTimeOffset now)
    {
        var key = SimulatorKey.Generate();
        using var certificate = IssueLeaf(AlipayNames.Platform, key, now);
        Use(key, certificate);
    }

    public X509Certificate2 IssueLeaf(string subject, SimulatorKey key, DateTimeOffset now) =>
        SimulatorCertificates.Issue(subject, key, AlipayNames.Issuer, _issuerKey, now.AddDays(-1), now + LeafLife);

    public void Dispose()
    {
        _issuerKey.Dispose();
        if (_stranger.IsValueCreated) _stranger.Value.Dispose();
        foreach (var key in _keys) key.Dispose();
    }

    private void Use(SimulatorKey key, X509Certificate2 certificate)
    {
        lock (_lock) _keys.Add(new AlipayPlatformKey(key, certificate, _document.IssuerPem));
    }

    private static AlipayPlatformDocument Create(DateTimeOffset now)
    {
        var from = now.AddDays(-1);
        using var rootKey = SimulatorKey.Generate();
        using var root = SimulatorCertificates.Issue(
            AlipayNames.Root, rootKey, AlipayNames.Root, rootKey, from, now + (LeafLife * 4), isAuthority: true);
        using var otherRoot = AlipayNames.IssueEcdsaRoot(from, now + (LeafLife * 4));
        using var issuerKey = SimulatorKey.Generate();
        using var issuer = SimulatorCertificates.Issue(
            AlipayNames.Issuer, issuerKey, AlipayNames.Root, rootKey, from, now + (LeafLife * 2), isAuthority: true);
        using var key = SimulatorKey.Generate();
        using var certificate = SimulatorCertificates.Issue(
            AlipayNames.Platform, key, AlipayNames.Issuer, issuerKey, from, now + LeafLife);
        return new AlipayPlatformDocument(
            $"{otherRoot.ExportCertificatePem()}\n{root.ExportCertificatePem()}\n",
            issuer.ExportCertificatePem(),
            issuerKey.PrivatePem,
            certificate.ExportCertificatePem(),
            key.PrivatePem);
    }
}
