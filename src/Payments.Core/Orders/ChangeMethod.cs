using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Diagnostics;
using Payments.Core.Routing;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>
/// Lets a payer pay an open order in another way. The new attempt is written down first and waits; the attempt that may be charged is closed at its
/// channel and confirmed; only then the new one takes the right to be charged and is sent (law 3). A crash anywhere leaves an order that the same
/// request takes up again.
/// </summary>
internal sealed class ChangeMethod(
    IPaymentChannels channels,
    IChannelRouter router,
    AttemptFactory attempts,
    AttemptRunner runner,
    CloseOrder close,
    OrderWriter writer,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    CoreTelemetry? telemetry = null)
{
    /// <exception cref="InvalidPaymentRequestException">The request breaks a limit; nothing was written or sent.</exception>
    public async Task<OrderOutcome> RunAsync(PaymentOrder order, ChangeMethodRequest request, CancellationToken cancellationToken)
    {
        RequestValidator.Check(request);
        if (Ended(order) is { } ended)
        {
            return ended;
        }

        var holder = AttemptRules.Holder(order);
        if (holder is not null && !AttemptRules.HasEnded(holder) && IsFor(holder, request))
        {
            return await AgainAsync(order, holder, request).ConfigureAwait(false);
        }

        var waiting = await WaitAsync(order, request, cancellationToken).ConfigureAwait(false);
        if (waiting.Stop is not null)
        {
            return waiting.Stop;
        }

        return await PassOnAsync(waiting.Order, waiting.AttemptNo, holder, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The order waits for this method already: its next step is given again, or the call that was cut off is made again.</summary>
    private async Task<OrderOutcome> AgainAsync(PaymentOrder order, PaymentAttempt holder, ChangeMethodRequest request)
    {
        if (holder.NextAction is not null)
        {
            return new OrderOutcome.Accepted(order, Replayed: true);
        }

        var isAtWork = holder.Status == AttemptStatus.Sent && time.GetUtcNow() - holder.UpdatedAt < options.Value.ChannelTimeout.Times(2);
        return isAtWork
            ? new OrderOutcome.Rejected(Errors.AttemptInFlight(), order)
            : await SendAsync(order, holder, request).ConfigureAwait(false);
    }

    /// <summary>Writes the new attempt down, unless an earlier call did.</summary>
    private async Task<(PaymentOrder Order, string AttemptNo, OrderOutcome? Stop)> WaitAsync(PaymentOrder order, ChangeMethodRequest request, CancellationToken cancellationToken)
    {
        if (order.Attempts.LastOrDefault(attempt => AttemptRules.IsWaiting(order, attempt) && IsFor(attempt, request)) is { } known)
        {
            return (order, known.AttemptNo, null);
        }

        if (order.Attempts.Count >= AttemptRules.MaxAttempts)
        {
            return (order, "", new OrderOutcome.Rejected(Errors.TooManyAttempts(AttemptRules.MaxAttempts), order));
        }

        var query = new RouteQuery(request.Method, order.Amount, order.MerchantId, order.OrderNo, request.ChannelAccount);
        var decision = router.Route(query);
        telemetry?.Routed(router, decision);
        if (!decision.IsChosen)
        {
            return (order, "", new OrderOutcome.Rejected(Errors.NoChannelAccount(RouteWords.WhyNone(query, router.Describe(query, decision))), order));
        }

        var next = attempts.Make(order.OrderNo, order.Attempts.Count + 1, query, decision, AttemptStatus.Created);
        var channel = router[decision.Index];
        var problems = RequestValidator.ForChannel(channel, channel.Capabilities.Find(request.Method)!, attempts.ToChannelOrder(order, next, request.Payer));
        if (problems.Count > 0)
        {
            throw new InvalidPaymentRequestException(problems);
        }

        var transition = await writer.ApplyAsync(
            order.OrderNo,
            current => current.Attempts.Count == order.Attempts.Count
                ? OrderStateMachine.Waiting(current, next, time.GetUtcNow())
                : Transition.None(current, EvidenceVerdict.Ignored, "Somebody else began an attempt meanwhile."),
            known: order,
            cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException($"Order {order.OrderNo} is no longer in the store.");
        return transition.ChangesNothing
            ? (transition.After, "", Ended(transition.After) ?? new OrderOutcome.Rejected(Errors.AttemptInFlight(), transition.After))
            : (transition.After, next.AttemptNo, null);
    }

    private async Task<OrderOutcome> PassOnAsync(PaymentOrder order, string attemptNo, PaymentAttempt? holder, ChangeMethodRequest request, CancellationToken cancellationToken)
    {
        if (holder is not null)
        {
            var freed = await FreeAsync(order, holder, cancellationToken).ConfigureAwait(false);
            if (freed.Stop is not null)
            {
                await GiveUpAsync(order, attemptNo).ConfigureAwait(false);
                return freed.Stop;
            }

            order = freed.Order;
        }

        if (Ended(order) is { } ended)
        {
            return ended;
        }

        var next = AttemptRules.Require(order, attemptNo);
        return next.Status == AttemptStatus.Created
            ? await SendAsync(order, next, request).ConfigureAwait(false)
            : new OrderOutcome.Rejected(Errors.AttemptInFlight(), order);
    }

    /// <summary>Frees the right to be charged, with proof.</summary>
    private async Task<CloseOrder.Step> FreeAsync(PaymentOrder order, PaymentAttempt holder, CancellationToken cancellationToken)
    {
        var charges = channels.Find(holder.ChannelAccount)?.Capabilities.Find(holder.Method)?.ChargesWithoutCredential ?? true;
        if (holder.NextAction is null && !charges)
        {
            var transition = await writer.ApplyAsync(
                order.OrderNo,
                current => OrderStateMachine.Superseded(current, holder.AttemptNo, charges, time.GetUtcNow()),
                known: order,
                cancellationToken: cancellationToken).ConfigureAwait(false);
            if (transition is { ChangesNothing: false })
            {
                return new CloseOrder.Step(transition.After);
            }
        }

        return await close.CloseAttemptAsync(order, holder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The payer stays with the method before: nothing was sent for the new one, and nothing will be.</summary>
    private Task<Transition?> GiveUpAsync(PaymentOrder order, string attemptNo) => writer.ApplyAsync(
        order.OrderNo,
        current => OrderStateMachine.AttemptClosed(current, attemptNo, AttemptStatus.Created, time.GetUtcNow()));

    private Task<OrderOutcome> SendAsync(PaymentOrder order, PaymentAttempt attempt, ChangeMethodRequest request) => runner.RunAsync(new AttemptRun
    {
        Order = order,
        AttemptNo = attempt.AttemptNo,
        Payer = request.Payer,
        Key = new RequestKey(order.MerchantId, Key: null),
        SentBefore = attempt.Status != AttemptStatus.Created,
        WantedAccount = request.ChannelAccount,
        StartedAt = time.GetTimestamp(),
    });

    /// <summary>Whether the attempt is what the payer asks for now. A bar code is read anew each time: the code before may be used up.</summary>
    private static bool IsFor(PaymentAttempt attempt, ChangeMethodRequest request) =>
        attempt.Method == request.Method
        && (request.ChannelAccount is null || request.ChannelAccount == attempt.ChannelAccount)
        && (attempt.Status == AttemptStatus.Created || request.Payer?.AuthCode is null);

    private OrderOutcome.Rejected? Ended(PaymentOrder order) => order switch
    {
        { Status: OrderStatus.Closed or OrderStatus.Failed } => new OrderOutcome.Rejected(Errors.OrderEnded(order.Status), order),
        { IsFinal: true } => new OrderOutcome.Rejected(Errors.OrderAlreadyPaid(), order),
        _ when time.GetUtcNow() >= order.ExpiresAt => new OrderOutcome.Rejected(Errors.OrderEnded(OrderStatus.Closed), order),
        _ => null,
    };
}
