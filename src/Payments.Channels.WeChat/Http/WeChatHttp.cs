using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Payments.Channels.WeChat.Signing;
using Payments.Shared;

namespace Payments.Channels.WeChat.Http;

/// <summary>Signs and sends, to the first address or the backup, and reads answers up to a limit. Verifies nothing.</summary>
internal sealed class WeChatHttp(
    string account, WeChatOptions options, IHttpClientFactory clients, RequestSigner signer, TimeProvider time, ILogger logger)
{
    /// <summary>No genuine answer but a bill is longer.</summary>
    public const int MaxBody = 1 << 20;

    // After the first address failed, the backup is asked first for this long: an outage then costs one time-out, not one per call.
    private static readonly TimeSpan AvoidFor = TimeSpan.FromSeconds(30);
    private static readonly string UserAgent = $"Payments.Channels.WeChat/{typeof(WeChatHttp).Assembly.GetName().Version?.ToString(3)}";

    private readonly string[] _addresses = options.EffectiveBackupBaseUrl is { } backup ? [options.BaseUrl, backup] : [options.BaseUrl];
    private readonly string _clientName = ClientName(account);
    private long _avoidFirstUntil;

    public string Account { get; } = account;

    public static string ClientName(string account) => "payments-wechat-" + account;

    /// <summary>Sends and reads the whole answer.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent to any address.</exception>
    public async Task<Exchange> SendAsync(WeChatCall call, CancellationToken cancellationToken)
    {
        RawReply? reply = null;
        var (fault, before) = await TryAddressesAsync(
            call,
            async (response, token) => reply = await ReadAsync(response, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return new Exchange(reply, fault, before);
    }

    /// <summary>Sends and hands the answer to <paramref name="read"/> as soon as its head is here. </summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isBegun">Whether so much was read already that no other address may be tried.</param>
    /// <returns>Why no answer could be read (empty when one was), and whether a try before the last may have arrived.</returns>
    /// <exception cref="ChannelUnreachableException">Nothing was sent to any address.</exception>
    public async Task<(string Fault, bool MayHaveArrivedBefore)> TryAddressesAsync(
        WeChatCall call, Func<HttpResponseMessage, CancellationToken, Task> read, CancellationToken cancellationToken, Func<bool>? isBegun = null)
    {
        var mayHaveArrived = false;
        Exception? last = null;
        foreach (var address in Addresses())
        {
            if (last is not null)
            {
                if ((mayHaveArrived && !call.SafeToRepeat) || isBegun?.Invoke() == true)
                {
                    break;
                }

                Log.AddressChanged(logger, Account, call.Operation, address, SignerFailedException.Describe(last));
            }

            try
            {
                await SendOnceAsync(address, call, read, cancellationToken).ConfigureAwait(false);
                return ("", mayHaveArrived);
            }
            catch (Exception exception) when (IsTransport(exception))
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = exception;
                mayHaveArrived |= exception is not SignerFailedException && !HttpFailure.NothingWasSent(exception);
                RememberFailure(address);
            }
        }

        var fault = SignerFailedException.Describe(last!);
        return mayHaveArrived ? (fault, true) : throw new ChannelUnreachableException(Account, fault, last);
    }

    private static bool IsTransport(Exception exception) => exception is HttpRequestException or OperationCanceledException or IOException or SignerFailedException;

    private async Task SendOnceAsync(
        string address, WeChatCall call, Func<HttpResponseMessage, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(call.Timeout ?? options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var request = await SignAsync(address, call, both.Token).ConfigureAwait(false);
        using var client = clients.CreateClient(_clientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
        await read(response, both.Token).ConfigureAwait(false);
    }

    private async ValueTask<HttpRequestMessage> SignAsync(string address, WeChatCall call, CancellationToken cancellationToken)
    {
        // What is signed is what Uri will put on the wire, not what the caller wrote.
        var uri = new Uri(address.TrimEnd('/') + call.PathAndQuery, UriKind.Absolute);
        var authorization = await AuthorizeAsync(call, uri, cancellationToken).ConfigureAwait(false);
        var request = new HttpRequestMessage(call.Method, uri);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (call.PlatformSerial is { } serial)
        {
            request.Headers.TryAddWithoutValidation(SignatureHeaders.SerialName, serial);
        }

        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private async ValueTask<string> AuthorizeAsync(WeChatCall call, Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            return await signer.AuthorizeAsync(call.Method.Method, uri.PathAndQuery, call.Body ?? default, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A key management service may fail in ways of its own; all of them mean that nothing was sent.
            throw new SignerFailedException(exception);
        }
    }

    /// <summary>Reads a whole answer, up to the limit.</summary>
    public static async Task<RawReply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var body = await BoundedReader.ReadAsync(stream, MaxBody, response.Content.Headers.ContentLength, cancellationToken).ConfigureAwait(false);
            return new RawReply((int)response.StatusCode, body.Bytes, body.IsOverflow, response);
        }
    }

    private IEnumerable<string> Addresses() =>
        _addresses.Length > 1 && time.GetUtcNow().UtcTicks < Volatile.Read(ref _avoidFirstUntil) ? _addresses.Reverse() : _addresses;

    private void RememberFailure(string address)
    {
        if (_addresses.Length > 1)
        {
            Volatile.Write(ref _avoidFirstUntil, address == _addresses[0] ? (time.GetUtcNow() + AvoidFor).UtcTicks : 0);
        }
    }

    private sealed class SignerFailedException(Exception cause) : InvalidOperationException("The signer of the merchant's key failed.", cause)
    {
        public static string Describe(Exception exception) => exception is SignerFailedException { InnerException: { } inner }
            ? $"the signer of the merchant's key failed ({inner.GetType().Name})."
            : HttpFailure.Describe(exception);
    }
}
