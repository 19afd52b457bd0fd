using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Payments.Shared;

/// <summary>
/// The one place where calls are sent again: with a limit on each try, a bounded number of tries, and growing, scattered pauses between them.
/// What a call may do is its <see cref="RepeatRight"/>; which answers are worth another try the channel says in <see cref="ITried.Again"/>.
/// </summary>
internal sealed class Repeater
{
    /// <summary>A server that wants to be left alone for longer is left alone: its answer stands.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly ResiliencePropertyKey<Sending> OfSending = new("payments.sending");
    private static readonly ResiliencePropertyKey<TimeSpan> OfTimeout = new("payments.try-timeout");

    private readonly ResiliencePipeline _tries;
    private readonly ResiliencePipeline _oneTry;

    /// <param name="maxRepeats">The most any call is sent again.</param>
    /// <param name="time">Measures pauses and limits.</param>
    /// <param name="log">Told of each repetition.</param>
    public Repeater(int maxRepeats, TimeProvider time, Action<Repetition> log)
    {
        var retry = new RetryStrategyOptions
        {
            MaxRetryAttempts = Math.Max(1, maxRepeats),
            BackoffType = DelayBackoffType.Exponential,
            Delay = FirstPause,
            MaxDelay = LongestPause,
            UseJitter = true,
            ShouldHandle = static args => ValueTask.FromResult(IsWorthIt(args)),
            DelayGenerator = static args => ValueTask.FromResult(Of(args.Context).PauseAfter(args.Outcome)),
            OnRetry = args =>
            {
                var sending = Of(args.Context);
                log(new Repetition(sending, args.AttemptNumber + 1, args.RetryDelay, Cause(args.Outcome), sending.Addresses.Count > 1 && args.Outcome.Exception is not null));
                return default;
            },
        };
        _tries = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(retry).Build();
        _oneTry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = static args => ValueTask.FromResult(args.Context.Properties.GetValue(OfTimeout, default)) })
            .Build();
    }

    /// <summary>Runs one try after another, until one has an answer that stands or there may be no further try.</summary>
    /// <returns>The last answer.</returns>
    /// <exception cref="Exception">What the last try threw.</exception>
    public async Task<T> RunAsync<T>(Sending sending, Func<CancellationToken, Task<T>> oneTry, CancellationToken cancellationToken)
        where T : class, ITried
    {
        var context = ResilienceContextPool.Shared.Get(sending.Operation, cancellationToken);
        context.Properties.Set(OfSending, sending);
        try
        {
            return await _tries.ExecuteAsync(
                static async (context, state) =>
                {
                    state.sending.Begin();
                    return await state.oneTry(context.CancellationToken).ConfigureAwait(false);
                },
                context,
                (sending, oneTry)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Runs what must end within a try's limit.</summary>
    /// <exception cref="TimeoutRejectedException">It did not.</exception>
    public async Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(OfTimeout, limit);
        try
        {
            return await _oneTry.ExecuteAsync(
                static async (context, run) => await run(context.CancellationToken).ConfigureAwait(false), context, run).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static Sending Of(ResilienceContext context) => context.Properties.GetValue(OfSending, null!);

    private static bool IsWorthIt(RetryPredicateArguments<object> args)
    {
        var sending = Of(args.Context);
        return sending.End(args.Outcome)
            && args.AttemptNumber < sending.MaxRepeats
            && !(sending.PauseAfter(args.Outcome) > LongestPause)
            && !args.Context.CancellationToken.IsCancellationRequested;
    }

    private static string Cause(Outcome<object> outcome) =>
        outcome.Exception is { } fault ? HttpFailure.Describe(fault) : Sending.AgainOf(outcome).Cause;
}

/// <summary>A call is about to be sent again.</summary>
/// <param name="Sending">The call.</param>
/// <param name="Number">Which repetition this is, from 1.</param>
/// <param name="Pause">How long is waited before it.</param>
/// <param name="Cause">Why, in words without addresses.</param>
/// <param name="IsElsewhere">Whether it goes to another address.</param>
internal readonly record struct Repetition(Sending Sending, int Number, TimeSpan Pause, string Cause, bool IsElsewhere);
