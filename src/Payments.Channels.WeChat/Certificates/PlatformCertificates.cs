using System.Globalization;
using Microsoft.Extensions.Logging;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Signing;

namespace Payments.Channels.WeChat.Certificates;

/// <summary>
/// Keeps the platform certificates fresh: at most one fetch is in flight, strangers' serial numbers cause at most one per interval,
/// and while a certificate in force is known nobody waits for a routine fetch or hears of its failure.
/// </summary>
internal sealed class PlatformCertificates(
    WeChatHttp http, PlatformKeys keys, ResourceCipher cipher, WeChatOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private const string Path = "/v3/certificates";

    // A callback is answered within five seconds; the rest of the fetch goes on without it.
    private static readonly TimeSpan CallbackPatience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopped = new();
    private Task<string?>? _inFlight;
    private DateTimeOffset _lastAttempt = DateTimeOffset.MinValue;
    private DateTimeOffset _lastFetched = DateTimeOffset.MinValue;

    public bool IsEnabled => options.UsePlatformCertificates;

    public string LastFetched
    {
        get
        {
            lock (_lock)
            {
                return _lastFetched == DateTimeOffset.MinValue ? "(never)" : _lastFetched.ToString("u", CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>Before a call of ours: there must be a key to verify its answer with. When there is none, fetches, and says what failed.</summary>
    /// <exception cref="ChannelUnreachableException">There is none and none can be had; the call was not sent.</exception>
    public async ValueTask EnsureAnyAsync(CancellationToken cancellationToken)
    {
        RefreshIfStale();
        if (!IsEnabled || keys.ForRequests(time.GetUtcNow()) is not null)
        {
            return;
        }

        var fault = await Fetch().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (fault is not null && keys.ForRequests(time.GetUtcNow()) is null)
        {
            throw new ChannelUnreachableException(http.Account, $"the platform certificates its answers are verified with cannot be had: {fault}");
        }
    }

    /// <summary>Fetches in the background when the list has grown old. Never waits, never throws.</summary>
    public void RefreshIfStale()
    {
        if (!IsEnabled)
        {
            return;
        }

        var now = time.GetUtcNow();
        lock (_lock)
        {
            // A failed attempt is repeated after the minimum interval, so that an outage costs little and ends soon.
            if (now - _lastFetched < options.CertificateRefreshInterval || now - _lastAttempt < options.CertificateRefreshMinimumInterval)
            {
                return;
            }
        }

        _ = Fetch();
    }

    /// <summary>A callback or answer named a serial number we do not know: fetches, unless one was tried within the minimum interval.</summary>
    public async ValueTask RefreshForUnknownSerialAsync(string serial, CancellationToken cancellationToken)
    {
        if (!IsEnabled)
        {
            return;
        }

        var began = time.GetTimestamp();
        var isAnothers = Join(out var fetch);
        await WaitAsync(fetch, CallbackPatience, cancellationToken).ConfigureAwait(false);
        if (isAnothers && keys.Find(serial, time.GetUtcNow()) is null)
        {
            // What was under way already may have been answered before the certificate was in the list.
            _ = Join(out fetch);
            await WaitAsync(fetch, CallbackPatience - time.GetElapsedTime(began), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Fetches now, whatever the intervals say. Gives what is wrong, or <see langword="null"/>.</summary>
    public Task<string?> Fetch()
    {
        lock (_lock)
        {
            if (_inFlight is { } running)
            {
                return running;
            }

            _lastAttempt = time.GetUtcNow();
            var started = Task.Run(FetchAsync);
            _inFlight = started;
            return started;
        }
    }

    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    /// <summary>Takes the fetch that is under way, or begins one where the interval allows it.</summary>
    /// <param name="fetch"><see langword="null"/> where it does not.</param>
    /// <returns>Whether it was under way.</returns>
    private bool Join(out Task<string?>? fetch)
    {
        lock (_lock)
        {
            var isUnderWay = _inFlight is not null;
            fetch = isUnderWay || time.GetUtcNow() - _lastAttempt >= options.CertificateRefreshMinimumInterval ? Fetch() : null;
            return isUnderWay;
        }
    }

    private async Task WaitAsync(Task<string?>? fetch, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (fetch is null || patience <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await fetch.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // WeChat Pay sends the callback again in seconds; by then the list is here.
        }
    }

    private async Task<string?> FetchAsync()
    {
        string? fault;
        try
        {
            fault = await FetchOnceAsync(_stopped.Token).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException unreachable)
        {
            fault = unreachable.Error.Message;
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            fault = "the account was shut down.";
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A signer of somebody else's may throw anything; waiters get an answer all the same.
            fault = $"the fetch failed ({exception.GetType().Name}).";
        }

        lock (_lock)
        {
            _inFlight = null;
            if (fault is null)
            {
                _lastFetched = time.GetUtcNow();
            }
        }

        if (fault is null)
        {
            Log.CertificatesFetched(logger, http.Account, keys.Certificates.Length);
        }
        else
        {
            Log.CertificateFetchFailed(logger, http.Account, fault);
        }

        return fault;
    }

    private async Task<string?> FetchOnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var call = new WeChatCall("certificates", HttpMethod.Get, Path) { PlatformSerial = keys.ForRequests(now)?.Serial };
        var exchange = await http.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (exchange.Reply is not { } reply)
        {
            return "no answer came. " + exchange.Fault;
        }

        if (reply.Status != 200 || reply.IsOverflow)
        {
            var error = ErrorAnswer.Read(reply.Body);
            return $"the answer was HTTP {reply.Status} {error.Code}. {(error.Code == "RESOURCE_NOT_EXISTS" ? "This merchant has no platform certificates: set PublicKeyId and PublicKey." : "")}".TrimEnd();
        }

        if (CertificateList.Open(reply.Body, cipher, out var fetched) is { } unreadable)
        {
            return unreadable;
        }

        if (SignatureHeaders.Read(reply.Header, out var headers) is { } headerFault)
        {
            return headerFault.Detail;
        }

        // The list itself holds the certificate that signed it. Trusting only what was known before would end in a deadlock when that has expired.
        var signer = fetched.Find(certificate => string.Equals(certificate.Serial, headers.Serial, StringComparison.OrdinalIgnoreCase))
            ?? keys.Find(headers.Serial, now);
        var failure = signer is null
            ? "it is signed by a certificate that is neither in it nor known."
            : (SignatureVerifier.CheckTime(headers.Timestamp, now) ?? SignatureVerifier.Check(signer.Key, headers, reply.Body))?.Detail;
        if (failure is not null)
        {
            return "the list of platform certificates cannot be trusted: " + failure;
        }

        keys.Replace(fetched, now);
        return keys.Certificates.Length == 0 ? "all platform certificates in the list have expired." : null;
    }
}
