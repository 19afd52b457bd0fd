using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Diagnostics;
using Payments.Core.Health;
using Payments.Diagnostics;

namespace Payments.Core.Channels;

/// <summary>
/// Calls a channel under our own time limit, and writes into the health book how it answered. A channel that breaks its contract by throwing, or that
/// does not answer in time, leaves an unknown outcome: never a refusal (law 3). Only <see cref="ChannelUnreachableException"/>, which proves that
/// nothing was sent, passes through.
/// </summary>
internal sealed class ChannelCaller(IOptions<PaymentsOptions> options, HealthBook health, TimeProvider time, ILogger<ChannelCaller> logger, CoreTelemetry? telemetry = null)
{
    private const string Create = "create";

    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(100);

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
        var began = time.GetTimestamp();
        PaymentError? failure = null;
        var said = Outcomes.Unknown;
        var watch = telemetry?.ChannelCall.Begin() ?? default;
        try
        {
            // A channel that ignores its token must not hold its caller beyond the limit.
            var outcome = await call(linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
            failure = FailureIn(outcome);
            said = Said(outcome);
            return outcome;
        }
        catch (ChannelUnreachableException exception)
        {
            failure = exception.Error;
            said = Outcomes.Unreachable;
            Log.ChannelUnreachable(logger, channel.Account, operation, exception.Error.Message);
            throw;
        }
        catch (ChannelProtocolException exception)
        {
            failure = exception.Error;
            Log.ChannelProtocol(logger, channel.Account, operation, exception.Failure.Reason, exception.Failure.Detail);
            return new ChannelOutcome<T>.Unknown(exception.Error);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            failure = Errors.NoAnswer(channel.Account, operation, limit);
            Log.ChannelNoAnswer(logger, channel.Account, operation, limit);
            return new ChannelOutcome<T>.Unknown(failure);
        }
        catch (Exception exception)
        {
            failure = Errors.ChannelFault(channel.Account, operation);
            Log.ChannelFault(logger, channel.Account, operation, exception);
            return new ChannelOutcome<T>.Unknown(failure);
        }
        finally
        {
            watch.End(
                new TagList { { PaymentsTags.Account, channel.Account }, { PaymentsTags.Operation, operation }, { PaymentsTags.Outcome, said } },
                isFault: failure is not null);
            Report(channel.Account, operation, failure, time.GetElapsedTime(began), limit, timeout.IsCancellationRequested, cancellationToken);
        }
    }

    /// <summary>What speaks against the account; <see langword="null"/> for every answer about the payment, refusals included.</summary>
    private static PaymentError? FailureIn<T>(ChannelOutcome<T> outcome) => outcome switch
    {
        ChannelOutcome<T>.Unknown unknown => unknown.Error,
        ChannelOutcome<T>.Rejected { Error: { Code: PaymentErrorCodes.ChannelThrottled or PaymentErrorCodes.ChannelAccountUnable } error } => error,
        _ => null,
    };

    private static string Said<T>(ChannelOutcome<T> outcome) => outcome switch
    {
        ChannelOutcome<T>.Accepted => Outcomes.Accepted,
        ChannelOutcome<T>.Rejected => Outcomes.Rejected,
        _ => Outcomes.Unknown,
    };

    private void Report(string account, string operation, PaymentError? failure, TimeSpan took, TimeSpan limit, bool isTimedOut, CancellationToken cancellationToken)
    {
        if (failure is null)
        {
            health.Answered(account, operation, took);
            return;
        }

        if (cancellationToken.IsCancellationRequested && !isTimedOut)
        {
            // The caller left: that says nothing of the channel.
            return;
        }

        if (isTimedOut && took > limit + Stall)
        {
            // Our own process stood still beyond the limit: the answer may have been there all along.
            return;
        }

        if (isTimedOut && operation == Create)
        {
            health.RanOut(account, limit);
        }

        health.Failed(account, operation, failure, took);
    }
}
