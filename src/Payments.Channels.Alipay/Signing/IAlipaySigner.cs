namespace Payments.Channels.Alipay;

/// <summary>
/// Signs in place of a key in the settings, for keys that stay in a KMS or an HSM. Register it as a keyed singleton under the account's name;
/// <see cref="AlipayOptions.AppPrivateKey"/> is then not read. Implementations are thread-safe.
/// </summary>
public interface IAlipaySigner
{
    /// <summary>Signs with the application's key: RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    /// <param name="data">What to sign. Valid until the returned task completes.</param>
    /// <param name="cancellationToken">Gives up; nothing has been sent to Alipay then.</param>
    /// <returns>The signature, as many bytes as the key has.</returns>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
