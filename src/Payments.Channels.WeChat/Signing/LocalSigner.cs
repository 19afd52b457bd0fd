using System.Security.Cryptography;
using Payments.Shared;

namespace Payments.Channels.WeChat.Signing;

/// <summary>The merchant's private key, imported once and kept.</summary>
internal sealed class LocalSigner(RsaKey key) : IWeChatSigner, IDisposable
{
    public RsaKey Key { get; } = key;

    public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(Key.SignSha256(message.Span));

    public ValueTask<ReadOnlyMemory<byte>> DecryptAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(Key.Rsa.Decrypt(ciphertext.Span, RSAEncryptionPadding.OaepSHA1));

    public void Dispose() => Key.Dispose();
}
