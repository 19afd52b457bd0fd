using System.Text;
using Acme;
using Microsoft.Extensions.Primitives;
using Payments.Channels;

namespace Payments.Conformance.Tests;

#region channel-fixture
public sealed class AcmeFixture : ChannelFixture
{
    private const string Key = "acme-key-0123456789abcdef";

    private HttpClient? _http;
    private AcmeFake? _fake;

    public override PaymentMethod Method => AcmeChannel.Qr;

    public override IReadOnlyList<string> Secrets => [Key];

    public override IReadOnlyList<string> SignatureHeaders => [AcmeClient.SignatureHeader];

    public override ValueTask<IPaymentChannel> CreateChannelAsync()
    {
        var key = Encoding.UTF8.GetBytes(Key);
        _fake = new AcmeFake(key, (body, signature) =>
            Callbacks.Add(new NotificationRequest(body, [new(AcmeClient.SignatureHeader, new StringValues(signature))], TimeProvider.System.GetUtcNow())));
        var network = Network.CreateHandler();
        network.InnerHandler = _fake;
        _http = new HttpClient(network) { BaseAddress = new Uri("https://acme.example/v1/") };
        var client = new AcmeClient("acme-main", key, _http, TimeSpan.FromMilliseconds(300), TimeProvider.System);
        return new(new AcmeChannel("acme-main", "merchant-1", client));
    }

    public override bool ReaddressNextCallback()
    {
        _fake!.Addressee = "merchant-2";
        return true;
    }

    public override Task PayAsync(ChannelOrder order)
    {
        _fake!.Pay(order.AttemptNo);
        return Task.CompletedTask;
    }

    protected override ValueTask DisposeCoreAsync()
    {
        _http?.Dispose();
        return ValueTask.CompletedTask;
    }
}
#endregion
