using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Diagnostics;
using Payments.Core.Health;
using Payments.Core.Routing;

namespace Payments.Core.Orders;

/// <summary>
/// Moves an order to another account, in one step with the proof that the account before cannot charge (law 3): never sent, definitely refused, or not
/// answered where the payer was never shown a credential and cannot be charged without one.
/// </summary>
internal sealed class Failover(
    IPaymentChannels channels,
    IChannelRouter router,
    AttemptFactory attempts,
    HealthBook health,
    OrderWriter writer,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<Failover> logger,
    CoreTelemetry? telemetry = null)
{
    /// <summary>Accounts one run takes up at most, whatever the settings say.</summary>
    public const int MostTurns = 8;

    /// <summary>
    /// How long to wait for a create: no longer than the account usually takes while a healthy one could take over safely. An account that is down is no
    /// reason to hurry the one that is left: a short stall would take that down too.
    /// </summary>
    public TimeSpan PatienceWith(AttemptRun run, string account, MethodCapability? capability)
    {
        var limit = options.Value.ChannelTimeout;
        MarkTried(run, account);
        if (capability is not { ChargesWithoutCredential: false } || !MayGoOn(run) || router.Route(QueryOf(run)) is not { IsChosen: true, IsDown: false })
        {
            return limit;
        }

        var patience = health.Patience(account);
        return patience < limit ? patience : limit;
    }

    /// <returns>Whether another account took over: the run is about it now.</returns>
    public async Task<bool> TryAsync(AttemptRun run, Asked asked, bool chargesWithoutCredential)
    {
        if (Reason(asked, chargesWithoutCredential) is not { } reason)
        {
            return false;
        }

        MarkTried(run, run.Attempt.ChannelAccount);
        if (!MayGoOn(run) || Choose(run) is not { } next)
        {
            return false;
        }

        var became = asked is Asked.Unanswered || run.SentBefore ? AttemptStatus.Unknown : AttemptStatus.Failed;
        var attemptNo = run.AttemptNo;
        var passed = await writer.ApplyAsync(
            run.Order.OrderNo,
            order => order.Attempts.Count == run.Order.Attempts.Count
                ? OrderStateMachine.FailedOver(order, attemptNo, became, chargesWithoutCredential, reason, next, time.GetUtcNow())
                : Transition.None(order, Storage.EvidenceVerdict.Ignored, "Somebody else began an attempt meanwhile."),
            known: run.Order).ConfigureAwait(false);
        if (passed is null || passed.ChangesNothing)
        {
            return false;
        }

        Log.FailedOver(logger, run.Order.OrderNo, run.Attempt.ChannelAccount, next.ChannelAccount, reason.Code);
        telemetry?.FailedOver(run.Attempt.ChannelAccount, next.ChannelAccount, reason.Code);
        run.Order = passed.After;
        run.AttemptNo = next.AttemptNo;
        run.SentBefore = false;
        run.Attempts++;
        return true;
    }

    /// <summary>Why another account may do better, or <see langword="null"/> when it would not, or must not.</summary>
    private static PaymentError? Reason(Asked asked, bool chargesWithoutCredential) => asked switch
    {
        Asked.NotSent notSent => notSent.Error,
        Asked.Refused refused when refused.Error.RetryAfter is not null || refused.Error.Code is PaymentErrorCodes.ChannelThrottled or PaymentErrorCodes.ChannelAccountUnable => refused.Error,
        Asked.Unanswered unanswered when !chargesWithoutCredential => unanswered.Error,
        _ => null,
    };

    private PaymentAttempt? Choose(AttemptRun run)
    {
        for (var look = 0; look < MostTurns; look++)
        {
            var query = QueryOf(run);
            var decision = router.Route(query);
            telemetry?.Routed(router, decision);
            if (!decision.IsChosen)
            {
                return null;
            }

            var next = attempts.Make(run.Order.OrderNo, run.Order.Attempts.Count + 1, query, decision, AttemptStatus.Sent);
            var channel = router[decision.Index];
            var capability = channel.Capabilities.Find(query.Method)!;
            if (RequestValidator.ForChannel(channel, capability, attempts.ToChannelOrder(run.Order, next, run.Payer)).Count == 0)
            {
                return next;
            }

            // Its own limits forbid this order.
            MarkTried(run, channel.Account);
        }

        return null;
    }

    private bool MayGoOn(AttemptRun run) =>
        run.WantedAccount is null
        && run.Attempts < Math.Min(options.Value.Routing.MaxAttempts, MostTurns)
        && run.Order.Attempts.Count < AttemptRules.MaxAttempts
        && time.GetElapsedTime(run.StartedAt) < options.Value.ChannelTimeout
        && time.GetUtcNow() < run.Order.ExpiresAt;

    private static RouteQuery QueryOf(AttemptRun run) =>
        new(run.Attempt.Method, run.Order.Amount, run.Order.MerchantId, run.Order.OrderNo, WantedAccount: null, run.Tried);

    private void MarkTried(AttemptRun run, string account)
    {
        for (var index = 0; index < channels.All.Count; index++)
        {
            if (channels.All[index].Account == account)
            {
                run.Tried |= 1UL << index;
                return;
            }
        }
    }
}
