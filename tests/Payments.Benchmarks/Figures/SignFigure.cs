using System.Security.Cryptography;
using Payments.Benchmarks.Hosting;
using Payments.Benchmarks.Running;
using Payments.Channels;

namespace Payments.Benchmarks.Figures;

/// <summary>
/// Building and signing a request, against a bare RSA-2048 signature over as many bytes with a handle that is kept. WeChat Pay's goes through the
/// whole client, up to a handler that swallows it; Alipay's page payment is signed without a call.
/// </summary>
internal sealed class SignFigure : Figure
{
    private readonly ChannelHost _host = new();
    private readonly IPaymentChannel _channel;
    private readonly ChannelOrder _order;
    private readonly byte[] _message = new byte[600];
    private readonly byte[] _signature = new byte[256];
    private readonly Type _expected;

    private SignFigure(string name, Func<ChannelHost, IPaymentChannel> channel, string method, Type expected)
        : base(name, Cost.Cpu, bar: 1.15)
    {
        _channel = channel(_host);
        _order = ChannelHost.Order(method, DateTimeOffset.UtcNow);
        _expected = expected;
        RandomNumberGenerator.Fill(_message);
    }

    public override string Yardstick => "RSA.SignData over 600 bytes, RSA-2048, PKCS#1 v1.5, SHA-256, the handle kept";

    public static SignFigure OfWeChat() => new("wechat.sign", host => host.WeChat, "wechat.native", typeof(ChannelOutcome<NextAction>.Rejected));

    public static SignFigure OfAlipay() => new("alipay.sign", host => host.Alipay, "alipay.page", typeof(ChannelOutcome<NextAction>.Accepted));

    public override async Task RunOursAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            var outcome = await _channel.CreateAsync(_order, CancellationToken.None);
            if (outcome.GetType() != _expected)
            {
                throw new InvalidOperationException($"{Name} measures something else: {outcome}");
            }
        }
    }

    public override Task RunYardstickAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            _host.MerchantKey.SignData(_message, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        return Task.CompletedTask;
    }

    public override void Dispose() => _host.Dispose();
}
