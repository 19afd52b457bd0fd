using System.Globalization;
using System.Security.Cryptography;

namespace Payments.Channels.WeChat.Signing;

/// <summary>Makes the <c>Authorization</c> header of a request and the signatures the payer's SDK checks. One merchant, one key.</summary>
internal sealed class RequestSigner(string mchId, string serialNo, IWeChatSigner signer, TimeProvider time)
{
    private const string NonceAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int NonceLength = 32;
    private const int NumbersRoom = 64;

    public static string NewNonce() => RandomNumberGenerator.GetString(NonceAlphabet, NonceLength);

    public string Timestamp() => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The header's value for exactly this method, this path and query as sent, and this body.</summary>
    public async ValueTask<string> AuthorizeAsync(string method, string pathAndQuery, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var timestamp = Timestamp();
        var nonce = NewNonce();
        var message = new MessageBuffer(MessageBuffer.Room(method) + MessageBuffer.Room(pathAndQuery) + NumbersRoom + NonceLength + body.Length);
        try
        {
            message.AppendLine(method);
            message.AppendLine(pathAndQuery);
            message.AppendLine(timestamp);
            message.AppendLine(nonce);
            message.AppendLine(body.Span);
            var signature = await signer.SignAsync(message.Written, cancellationToken).ConfigureAwait(false);
            return Header(nonce, timestamp, signature.Span);
        }
        finally
        {
            message.Dispose();
        }
    }

    /// <summary>The signature over these lines, Base64.</summary>
    public async ValueTask<string> SignLinesAsync(string first, string second, string third, string fourth, CancellationToken cancellationToken)
    {
        var message = new MessageBuffer(
            MessageBuffer.Room(first) + MessageBuffer.Room(second) + MessageBuffer.Room(third) + MessageBuffer.Room(fourth));
        try
        {
            message.AppendLine(first);
            message.AppendLine(second);
            message.AppendLine(third);
            message.AppendLine(fourth);
            var signature = await signer.SignAsync(message.Written, cancellationToken).ConfigureAwait(false);
            return Convert.ToBase64String(signature.Span);
        }
        finally
        {
            message.Dispose();
        }
    }

    private string Header(string nonce, string timestamp, ReadOnlySpan<byte> signature) =>
        $"WECHATPAY2-SHA256-RSA2048 mchid=\"{mchId}\",nonce_str=\"{nonce}\",timestamp=\"{timestamp}\",serial_no=\"{serialNo}\",signature=\"{Convert.ToBase64String(signature)}\"";
}
