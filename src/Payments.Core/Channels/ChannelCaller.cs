using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Diagnostics;

namespace Payments.Core.Channels;

/// <summary>
/// Calls a channel under our own time limit. A channel that breaks its contract by throwing, or that does not answer in time, leaves an unknown
/// outcome: never a refusal (law 3). Only <see cref="ChannelUnreachableException"/>, which proves that nothing was sent, passes through.
/// </summary>
internal sealed class ChannelCaller(IOptions<PaymentsOptions> options, TimeProvider time, ILogger<ChannelCaller> logger)
{
    public Task<ChannelOutcome<T>> CallAsync<T>(
        IPaymentChannel channel,
        string operation,
        Func<CancellationToken, Task<ChannelOutcome<T>>> call,
        CancellationToken cancellationToken) =>
        CallAsync(channel, operation, options.Value.ChannelTimeout, call, cancellationToken);

    public async Task<ChannelOutcome<T>> CallAsync<T>(
        IPaymentChannel channel,
        string operation,
        TimeSpan limit,
        Func<CancellationToken, Task<ChannelOutcome<T>>> call,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(linked.Token).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException exception)
        {
            Log.ChannelUnreachable(logger, channel.Account, operation, exception.Error.Message);
            throw;
        }
        catch (ChannelProtocolException exception)
        {
            Log.ChannelProtocol(logger, channel.Account, operation, exception.Failure.Reason, exception.Failure.Detail);
            return new ChannelOutcome<T>.Unknown(exception.Error);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            Log.ChannelNoAnswer(logger, channel.Account, operation, limit);
            return new ChannelOutcome<T>.Unknown(Errors.NoAnswer(channel.Account, operation, limit));
        }
        catch (Exception exception)
        {
            Log.ChannelFault(logger, channel.Account, operation, exception);
            return new ChannelOutcome<T>.Unknown(Errors.ChannelFault(channel.Account, operation));
        }
    }
}
