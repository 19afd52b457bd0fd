using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Payments.Simulators.Keys;

/// <summary>An RSA key imported once; its handles are pooled because an RSA instance promises nothing to two threads at a time.</summary>
internal sealed class SimulatorKey : IDisposable
{
    private readonly ConcurrentBag<RSA> _handles = [];
    private readonly RSAParameters _parameters;

    private SimulatorKey(RSA first, bool isPrivate)
    {
        _parameters = first.ExportParameters(isPrivate);
        IsPrivate = isPrivate;
        PublicPem = first.ExportSubjectPublicKeyInfoPem();
        _handles.Add(first);
    }

    public bool IsPrivate { get; }

    /// <summary>SPKI, <c>BEGIN PUBLIC KEY</c>.</summary>
    public string PublicPem { get; }

    /// <summary>PKCS#8, <c>BEGIN PRIVATE KEY</c>.</summary>
    public string PrivatePem => Use(static rsa => rsa.ExportPkcs8PrivateKeyPem());

    public static SimulatorKey Generate() => new(RSA.Create(2048), isPrivate: true);

    public static SimulatorKey FromPrivatePem(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new SimulatorKey(rsa, isPrivate: true);
    }

    public static SimulatorKey FromPublicPem(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new SimulatorKey(rsa, isPrivate: false);
    }

    public byte[] Sign(ReadOnlySpan<byte> data, HashAlgorithmName? hash = null)
    {
        var rsa = Rent();
        try
        {
            return rsa.SignData(data, hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            _handles.Add(rsa);
        }
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HashAlgorithmName? hash = null)
    {
        var rsa = Rent();
        try
        {
            return rsa.VerifyData(data, signature, hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            _handles.Add(rsa);
        }
    }

    /// <summary>Any other use of the handle, e.g. OAEP or issuing a certificate.</summary>
    public T Use<T>(Func<RSA, T> use)
    {
        var rsa = Rent();
        try
        {
            return use(rsa);
        }
        finally
        {
            _handles.Add(rsa);
        }
    }

    public void Dispose()
    {
        while (_handles.TryTake(out var rsa))
        {
            rsa.Dispose();
        }
    }

    private RSA Rent() => _handles.TryTake(out var rsa) ? rsa : RSA.Create(_parameters);
}
