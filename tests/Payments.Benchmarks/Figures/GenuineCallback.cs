using System.Security.Cryptography;
using System.Text;
using Payments.Benchmarks.Hosting;
using Payments.Channels;
using Payments.Fuzz.Genuine;

namespace Payments.Benchmarks.Figures;

/// <summary>A callback of a channel, and its parts laid out for somebody who only verifies and decrypts.</summary>
internal sealed class GenuineCallback : IDisposable
{
    private readonly ChannelHost _host = new();
    private readonly Callback _callback;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly byte[] _message;
    private readonly byte[] _signature;
    private readonly AesGcm? _aes;
    private readonly byte[] _sealed = [];
    private readonly byte[] _nonce = [];
    private readonly byte[] _associatedData = [];
    private readonly byte[] _plaintext = [];

    private GenuineCallback(bool isWeChat)
    {
        if (isWeChat)
        {
            Channel = _host.WeChat;
            var specimen = WeChatSpecimen.All[0];
            var platform = new WeChatPlatform(_host.PlatformKey, ChannelHost.ApiV3Key);
            _callback = platform.Send(specimen.BodyBy(platform), _now, "EcY6zPDcqMsbyeHrDkFSBqPUVMBxEFhP");
            _message = WeChatPlatform.Message(Header(WeChatPlatform.TimestampHeader), Header(WeChatPlatform.NonceHeader), _callback.Body);
            _signature = Convert.FromBase64String(Header(WeChatPlatform.SignatureHeader));
            _aes = new AesGcm(Encoding.ASCII.GetBytes(ChannelHost.ApiV3Key), WeChatPlatform.TagLength);
            _nonce = Encoding.ASCII.GetBytes(specimen.Nonce);
            _associatedData = Encoding.ASCII.GetBytes(specimen.AssociatedData);
            _plaintext = Encoding.UTF8.GetBytes(specimen.Plaintext);
            _sealed = Convert.FromBase64String(platform.Seal(_plaintext, _nonce, _associatedData));
            return;
        }

        Channel = _host.Alipay;
        var sent = Field.OfText("notify_time", _now.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        List<Field> fields = [.. AlipaySpecimen.All[1].Fields.Select(field => field.Name == sent.Name ? sent : field)];
        var signer = new AlipayPlatform(_host.PlatformKey);
        _callback = AlipayPlatform.Send(FormText.Write(signer.Signed(fields)));
        _message = Encoding.Latin1.GetBytes(AlipayPlatform.Message(fields, keepsType: false));
        _signature = Convert.FromBase64String(signer.Sign(fields, keepsType: false));
    }

    public IPaymentChannel Channel { get; }

    public static GenuineCallback OfWeChat() => new(isWeChat: true);

    public static GenuineCallback OfAlipay() => new(isWeChat: false);

    /// <summary>Takes it in as the endpoint does: headers into a request, the request to the channel.</summary>
    public void Read()
    {
        var pending = Channel.ReadNotificationAsync(_callback.ToRequest(_now), CancellationToken.None);
        var reading = pending.IsCompletedSuccessfully ? pending.GetAwaiter().GetResult() : throw new InvalidOperationException("Reading a callback waits for something.");
        if (reading is not NotificationReading.Verified { Notification: ChannelNotification.Payment { Value.Status: ChannelPaymentStatus.Succeeded } })
        {
            throw new InvalidOperationException($"The genuine callback was not taken as a payment: {reading}");
        }
    }

    /// <summary>The least that can be done: one verification and, where there is one, one decryption; every handle and buffer kept.</summary>
    public void VerifyBare()
    {
        if (!_host.PlatformKey.VerifyData(_message, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            throw new InvalidOperationException("The yardstick does not verify.");
        }

        _aes?.Decrypt(_nonce, _sealed.AsSpan(0, _plaintext.Length), _sealed.AsSpan(_plaintext.Length), _plaintext, _associatedData);
    }

    public void Dispose()
    {
        _aes?.Dispose();
        _host.Dispose();
    }

    private string Header(string name) => _callback.Headers.Find(header => header.Key == name).Value.ToString();
}
