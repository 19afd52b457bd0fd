using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Payments.Simulators.Keys;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat.Identity;

namespace Payments.Simulators.WeChat.Signing;

/// <summary>The five signature headers of answers and callbacks, right or spoiled by a scenario.</summary>
internal sealed class PlatformSigning(SimulatorOptions options) : IDisposable
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private readonly Lazy<SimulatorKey> _stranger = new(SimulatorKey.Generate);

    public static string Nonce(int length = 32) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>The format of <c>Request-ID</c>: hex, a dash, and the internal code (0 on success).</summary>
    public static string RequestId(long internalCode) =>
        string.Create(CultureInfo.InvariantCulture, $"08{RandomNumberGenerator.GetHexString(40)}05-{internalCode}");

    public IReadOnlyList<KeyValuePair<string, string>> Headers(PlatformSigner signer, ReadOnlySpan<byte> body, Scenario? scenario)
    {
        if (scenario?.Kind == ScenarioKind.MissingHeaders)
        {
            return [];
        }

        var skew = scenario?.Kind == ScenarioKind.StaleClock ? scenario.Delay(600_000) : TimeSpan.Zero;
        var timestamp = (options.TimeProvider.GetUtcNow() - skew).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Nonce();
        var head = Encoding.ASCII.GetBytes($"{timestamp}\n{nonce}\n");
        byte[] message = [.. head, .. body, (byte)'\n'];
        var key = scenario?.Kind == ScenarioKind.WrongSignature ? _stranger.Value : signer.Key;
        var signature = Convert.ToBase64String(key.Sign(message));
        return
        [
            new("Wechatpay-Nonce", nonce),
            new("Wechatpay-Signature", scenario?.Kind == ScenarioKind.Probe ? $"WECHATPAY/SIGNTEST/{signature}" : signature),
            new("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"),
            new("Wechatpay-Timestamp", timestamp),
            new("Wechatpay-Serial", scenario?.Kind == ScenarioKind.UnknownSerial ? RandomNumberGenerator.GetHexString(40) : signer.Serial),
        ];
    }

    public void Dispose()
    {
        if (_stranger.IsValueCreated)
        {
            _stranger.Value.Dispose();
        }
    }
}
