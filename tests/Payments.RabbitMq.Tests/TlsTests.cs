using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Payments.Diagnostics;
using Payments.TestServers;

namespace Payments.RabbitMq.Tests;

/// <summary>Over TLS only a broker that proves its name by the given authority gets events.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Only_a_broker_with_a_trusted_certificate_of_its_name_is_sent_to()
    {
        using var file = new TemporaryFile();
        using var authority = Authority("Payments test authority");
        using var stranger = Authority("A stranger");
        var (trusted, other) = (file.Beside("ca.pem"), file.Beside("other.pem"));
        await File.WriteAllTextAsync(trusted, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(other, stranger.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var server = await RabbitServer.StartAsync(Certificate(authority, file));

        Assert.Equal(ProbeStatus.Up, await ProbeAsync(file, server.TlsUri, trusted));
        Assert.Equal(ProbeStatus.Down, await ProbeAsync(file, server.TlsUri, other));
        Assert.Equal(ProbeStatus.Down, await ProbeAsync(file, server.TlsUri, caFile: null)); // the machine's own authorities do not know it
        Assert.Equal(ProbeStatus.Down, await ProbeAsync(file, server.TlsUri.Replace("localhost", "127.0.0.1", StringComparison.Ordinal), trusted));
    }

    private static async Task<ProbeStatus> ProbeAsync(TemporaryFile file, string uri, string? caFile)
    {
        await using var node = await Node.StartAsync(file.Path, rabbit => (rabbit.Uri, rabbit.CaFile, rabbit.ConnectTimeout) = (uri, caFile, TimeSpan.FromSeconds(20)));
        var probe = node.Services.GetServices<IDependencyProbe>().Single(each => each.Name == "rabbitmq");
        return (await probe.ProbeAsync(TestContext.Current.CancellationToken)).Status;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static RabbitCertificate Certificate(X509Certificate2 authority, TemporaryFile file)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        var files = new RabbitCertificate(file.Beside("ca.pem"), file.Beside("server.pem"), file.Beside("server.key"));
        File.WriteAllText(files.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
