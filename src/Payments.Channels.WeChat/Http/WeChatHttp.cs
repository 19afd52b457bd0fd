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
    private readonly Repeater _repeater = new(options.MaxRetries, time, repetition => Tell(logger, account, repetition));
    private long _avoidFirstUntil;

    public string Account { get; } = account;

    public static string ClientName(string account) => "payments-wechat-" + account;

    /// <summary>Sends, again where that is safe, and reads the whole answer.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent to any address.</exception>
    public Task<Exchange> SendAsync(WeChatCall call, CancellationToken cancellationToken) => SendAsync(call, ReadAsync, isBegun: null, cancellationToken);

    /// <summary>Sends, again where that is safe, and hands each answer to <paramref name="read"/> as soon as its head is here.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads an answer.</param>
    /// <param name="isBegun">Whether so much was read already that there may be no other try.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChannelUnreachableException">Nothing was sent to any address.</exception>
    public async Task<Exchange> SendAsync(
        WeChatCall call, Func<HttpResponseMessage, CancellationToken, Task<RawReply>> read, Func<bool>? isBegun, CancellationToken cancellationToken)
    {
        var sending = new Sending(call.Operation, call.Right, options.MaxRetries) { Addresses = Addresses(), IsBegun = isBegun };
        try
        {
            var reply = await _repeater.RunAsync(sending, token => TryAsync(sending.Address, call, read, token), cancellationToken).ConfigureAwait(false);
            return new Exchange(reply, "", sending.MayHaveArrivedBefore);
        }
        catch (Exception exception) when (Sending.IsNetwork(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (sending.MayHaveArrived)
            {
                return new Exchange(Reply: null, HttpFailure.Describe(exception), MayHaveArrivedBefore: true);
            }

            throw exception as ChannelUnreachableException ?? new ChannelUnreachableException(Account, HttpFailure.Describe(exception), exception);
        }
    }

    private static void Tell(ILogger logger, string account, Repetition repetition)
    {
        var (sending, number, pause, cause, isElsewhere) = repetition;
        Log.CallRepeated(logger, account, sending.Operation, number, sending.MaxRepeats, pause, cause);
        if (isElsewhere)
        {
            Log.AddressChanged(logger, account, sending.Operation, sending.Address, cause);
        }
    }

    private async Task<RawReply> TryAsync(
        string address, WeChatCall call, Func<HttpResponseMessage, CancellationToken, Task<RawReply>> read, CancellationToken cancellationToken)
    {
        var limit = call.Timeout ?? (call.Right == RepeatRight.Always ? options.TryTimeout : options.Timeout);
        try
        {
            return await _repeater.WithinAsync(limit, token => SendOnceAsync(address, call, read, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not ChannelUnreachableException && Sending.IsNetwork(exception) && !cancellationToken.IsCancellationRequested)
        {
            RememberFailure(address);
            throw;
        }
    }

    private async Task<RawReply> SendOnceAsync(
        string address, WeChatCall call, Func<HttpResponseMessage, CancellationToken, Task<RawReply>> read, CancellationToken cancellationToken)
    {
        using var request = await SignAsync(address, call, cancellationToken).ConfigureAwait(false);
        using var client = clients.CreateClient(_clientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return await read(response, cancellationToken).ConfigureAwait(false);
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
            throw new ChannelUnreachableException(Account, $"the signer of the merchant's key failed ({exception.GetType().Name}).", exception);
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

    private string[] Addresses() =>
        _addresses.Length > 1 && time.GetUtcNow().UtcTicks < Volatile.Read(ref _avoidFirstUntil) ? [_addresses[1], _addresses[0]] : _addresses;

    private void RememberFailure(string address)
    {
        if (_addresses.Length > 1)
        {
            Volatile.Write(ref _avoidFirstUntil, address == _addresses[0] ? (time.GetUtcNow() + AvoidFor).UtcTicks : 0);
        }
    }
}
