using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Options;
using Payments.Shared;

namespace Payments.Channels.Alipay.Certificates;

/// <summary>What showed the unknown certificate number.</summary>
internal enum UpdateSource
{
    /// <summary>An answer on our own connection.</summary>
    Answer,

    /// <summary>A callback, which anybody may send.</summary>
    Notification,
}

/// <summary>
/// Fetches a certificate of Alipay's that the account does not know yet, and takes it up if it is proved Alipay's. One fetch at a time, and at
/// most one a minute for each source, so that forged callbacks neither cause a call each nor keep answers from being verified.
/// </summary>
internal sealed class CertificateUpdater(
    AlipayAccount account, GatewaySender sender, TimeProvider time, ILogger<CertificateUpdater> logger) : IDisposable
{
    private const string Method = "alipay.open.app.alipaycert.download";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly DateTimeOffset?[] _last = new DateTimeOffset?[2];

    /// <returns><see langword="null"/> when it was not fetched or is not trusted.</returns>
    public async ValueTask<PlatformKey?> FetchAsync(string number, UpdateSource source, CancellationToken cancellationToken)
    {
        if (account.PlatformKeys.Trust is not { } trust || number.Length != 32 || !number.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (account.PlatformKeys.Find(number) is { } known)
            {
                return known;
            }

            var now = time.GetUtcNow();
            if (_last[(int)source] is { } last && now - last < Pause)
            {
                return null;
            }

            _last[(int)source] = now;
            return await FetchNowAsync(number, trust, now, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<PlatformKey?> FetchNowAsync(string number, CertificateTrust trust, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.Serialize(new CertificateContent(number), AlipayJson.Wire.CertificateContent);
        RawAnswer raw;
        try
        {
            var call = new GatewayCall(Method, content) { IsPlain = true, SafeToRepeat = true };
            (raw, _) = await sender.SendAsync(
                call, static (answer, _) => ValueTask.FromResult(answer), static error => new RawAnswer(Body: null, error, ServerTime: null), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException fault)
        {
            logger.CertificateRefused(account.Name, number, fault.Error.Message);
            return null;
        }

        var key = TakeUp(raw.Body, number, trust, now, out var cause);
        if (key is null)
        {
            logger.CertificateRefused(account.Name, number, cause);
            return null;
        }

        account.PlatformKeys.Add(key);
        logger.CertificateTaken(account.Name, number);
        return key;
    }

    // This answer is signed under the very certificate it brings: its proof is the certificate's own way to the configured roots.
    private static PlatformKey? TakeUp(byte[]? body, string number, CertificateTrust trust, DateTimeOffset now, out string cause)
    {
        cause = "Alipay did not hand it out";
        if (body is null || Envelope.TryRead(body, Method, out _) is not { IsEncrypted: false } envelope || Decode(envelope) is not { } file)
        {
            return null;
        }

        var (certificates, fault) = CertificateFile.Read(file);
        if (fault is not null || certificates[0].SerialNumber != number)
        {
            cause = "Alipay handed out something else";
            return null;
        }

        if (trust.Distrust(certificates, now) is { } distrust)
        {
            cause = distrust;
            return null;
        }

        var read = PublicKeyImport.ImportCertificate(certificates[0].Der);
        cause = read.IsRead ? "" : read.Fault.Cause;
        return read.IsRead ? new PlatformKey(read.Key, number) : null;
    }

    private static byte[]? Decode(Envelope envelope)
    {
        try
        {
            var content = JsonSerializer.Deserialize(envelope.Node.Span, AlipayJson.Default.CertificateAnswer)?.AlipayCertContent ?? "";

            // Base64 of the file; some answers hold the PEM text itself.
            var bytes = KeyText.IsPem(content) ? Encoding.UTF8.GetBytes(content) : Convert.FromBase64String(content);
            return bytes.Length > 0 ? bytes : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return null;
        }
    }
}
