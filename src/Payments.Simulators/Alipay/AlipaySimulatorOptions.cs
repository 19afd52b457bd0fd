using Microsoft.Extensions.Configuration;

namespace Payments.Simulators.Alipay;

/// <summary>The default Alipay application of the simulated world. What is left null is generated (and kept in the data folder).</summary>
public sealed class AlipaySimulatorOptions
{
    /// <summary>Application id. Default <c>2021000000000001</c>.</summary>
    public string? AppId { get; set; }

    /// <summary>Seller (PID), 16 digits starting with 2088. Default <c>2088000000000001</c>.</summary>
    public string? SellerId { get; set; }

    /// <summary>Application private key, PEM, RSA 2048.</summary>
    public string? AppPrivateKeyPem { get; set; }

    internal void ReadFlags(IConfiguration flags)
    {
        AppId = flags["alipay-app-id"] ?? AppId;
        SellerId = flags["alipay-seller-id"] ?? SellerId;
        AppPrivateKeyPem = flags["alipay-app-key"] is { } path ? File.ReadAllText(path) : AppPrivateKeyPem;
    }
}
