using Microsoft.Extensions.Configuration;

namespace Payments.Simulators.Alipay;

/// <summary>The default Alipay application of the simulated world, and the switches of unverified behaviour. What is left null is generated (and kept in the data folder).</summary>
public sealed class AlipaySimulatorOptions
{
    /// <summary>Application id. Default <c>2021000000000001</c>.</summary>
    public string? AppId { get; set; }

    /// <summary>Seller (PID), 16 digits starting with 2088. Default <c>2088000000000001</c>.</summary>
    public string? SellerId { get; set; }

    /// <summary>Application private key, PEM, RSA 2048.</summary>
    public string? AppPrivateKeyPem { get; set; }

    /// <summary>Which signing the application is set up for. Default: whichever a request uses; the real console allows one of the two.</summary>
    public AlipaySigningMode SigningMode { get; set; } = AlipaySigningMode.Either;

    /// <summary>How far a request's <c>timestamp</c> may be from the simulator's clock. Default 15 minutes; Alipay's real tolerance is not documented.</summary>
    public TimeSpan TimestampTolerance { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Answers refusals of the gateway itself (missing or wrong common parameters) as an unsigned <c>error_response</c>. Default false: inside the method's node, signed.</summary>
    public bool UnsignedErrorResponse { get; set; }

    /// <summary>Writes <c>/</c> as <c>\/</c> inside signed nodes. Default true, as real answers do in addresses.</summary>
    public bool EscapeSlashes { get; set; } = true;

    /// <summary>Takes <c>-</c> in <c>out_trade_no</c>, as older pages allow. Default false.</summary>
    public bool AllowHyphenInOrderNumbers { get; set; }

    /// <summary>Compares a repeated page, wap, app or precreate call with the first one even while no buyer has opened it. Default true.</summary>
    public bool CompareUnopenedOrders { get; set; } = true;

    /// <summary>Sends <c>TRADE_CLOSED</c> notices for precreate and bar-code trades too. Default false: historically only online products send them.</summary>
    public bool NotifyClosedFaceToFace { get; set; }

    /// <summary>Refuses transfers signed without certificates. Default true.</summary>
    public bool TransfersNeedCertificates { get; set; } = true;

    /// <summary>How long a precreated QR code can be opened. Default 2 hours.</summary>
    public TimeSpan QrCodeLife { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How long a paid trade can be refunded. Default 365 days, the usual contract.</summary>
    public TimeSpan RefundWindow { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long a bill's download address lives. Default 30 s.</summary>
    public TimeSpan BillAddressLife { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Names bill errors without their v2 prefix (<c>BILL_NOT_EXIST</c>). Default false: <c>isp.bill_not_exist</c>.</summary>
    public bool PlainBillErrors { get; set; }

    /// <summary>The service fee of a payment in hundredths of a percent, rounded half up. Default 60 (0.6 %). Range 0 to 10,000.</summary>
    public int FeeBasisPoints { get; set; } = 60;

    /// <summary>What the seller's account holds for transfers, in fen. Default 1,000,000 yuan.</summary>
    public long TransferBalance { get; set; } = 100_000_000;

    internal void ReadFlags(IConfiguration flags)
    {
        AppId = flags["alipay-app-id"] ?? AppId;
        SellerId = flags["alipay-seller-id"] ?? SellerId;
        AppPrivateKeyPem = flags["alipay-app-key"] is { } path ? File.ReadAllText(path) : AppPrivateKeyPem;
    }
}

/// <summary>Which of Alipay's two ways of signing an application uses.</summary>
public enum AlipaySigningMode
{
    /// <summary>Certificates when the request names one, plain keys otherwise.</summary>
    Either,

    /// <summary>Plain public keys; certificate numbers are ignored.</summary>
    PublicKey,

    /// <summary>Certificates only.</summary>
    Certificate,
}
