using Payments.Shared;

namespace Payments.Channels.Alipay.Signing;

/// <summary>Signs with a key imported once.</summary>
internal sealed class KeySigner(RsaKey key) : IAlipaySigner
{
    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => new(key.SignSha256(data.Span));
}
