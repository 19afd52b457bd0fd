using Microsoft.Extensions.Logging;
using Payments.Channels.Alipay.Options;
using Payments.Shared;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>Signs and sends a call, and again where that is safe: the same content, signed anew for its time.</summary>
internal sealed class GatewaySender
{
    private readonly AlipayAccount _account;
    private readonly RequestBuilder _builder;
    private readonly GatewayTransport _transport;
    private readonly Repeater _repeater;

    public GatewaySender(AlipayAccount account, RequestBuilder builder, GatewayTransport transport, TimeProvider time, ILogger<GatewaySender> logger)
    {
        (_account, _builder, _transport) = (account, builder, transport);
        _repeater = new Repeater(account.Options.MaxRetries, time, repetition => logger.Repeated(
            account.Name, repetition.Sending.Operation, repetition.Number, repetition.Sending.MaxRepeats, repetition.Pause, repetition.Cause));
    }

    /// <summary>Sends and reads.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads an answer, within no limit but the caller's; what it returns may ask for another try.</param>
    /// <param name="noAnswer">Makes of a fault what stands in the place of an answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The last answer, and whether a try before it may have arrived.</returns>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<(T Answer, bool MayHaveArrivedBefore)> SendAsync<T>(
        GatewayCall call, Func<RawAnswer, CancellationToken, ValueTask<T>> read, Func<PaymentError, T> noAnswer, CancellationToken cancellationToken)
        where T : class, ITried
    {
        var sending = new Sending(call.Method, call.SafeToRepeat ? RepeatRight.Always : RepeatRight.Never, _account.Options.MaxRetries)
        {
            Addresses = [_account.Gateway.Host],
        };
        try
        {
            var answer = await _repeater.RunAsync(
                sending, async token => await read(await TryAsync(call, token).ConfigureAwait(false), token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return (answer, sending.MayHaveArrivedBefore);
        }
        catch (Exception fault) when (Sending.IsNetwork(fault))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (sending.MayHaveArrived)
            {
                return (noAnswer(Words.NoAnswer(call.Method, HttpFailure.Describe(fault))), true);
            }

            throw fault as ChannelUnreachableException ?? new ChannelUnreachableException(_account.Name, HttpFailure.Describe(fault), fault);
        }
    }

    private Task<RawAnswer> TryAsync(GatewayCall call, CancellationToken cancellationToken) => _repeater.WithinAsync(
        call.SafeToRepeat ? _account.Options.TryTimeout : _account.Options.Timeout,
        async token =>
        {
            var parameters = await _builder.BuildAsync(call, token).ConfigureAwait(false);
            return await _transport.SendAsync(call.Method, parameters, token).ConfigureAwait(false);
        },
        cancellationToken);
}
