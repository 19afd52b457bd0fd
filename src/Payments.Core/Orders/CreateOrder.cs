using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Channels;
using Payments.Core.Diagnostics;
using Payments.Core.Events;
using Payments.Core.Routing;
using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>
/// Creates an order once per key. The order, its attempt, its idempotency record and its first event are one transaction, written before anything is
/// sent; the channel's answer, the next event and the answer to the key are the second. A crash between them leaves a lease that runs out, and the
/// repetition resumes under the same numbers.
/// </summary>
internal sealed class CreateOrder(
    IPaymentStore store,
    IChannelRouter router,
    OrderNoGenerator numbers,
    AttemptFactory attempts,
    AttemptRunner runner,
    CommitSignal signal,
    OrderAdmission admission,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<CreateOrder> logger,
    CoreTelemetry? telemetry = null)
{
    // What the two commits may take beyond the channel's own time.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(15);

    /// <exception cref="InvalidPaymentRequestException">The request breaks a limit; nothing was written or sent.</exception>
    public async Task<OrderOutcome> RunAsync(CreateOrderRequest request, string idempotencyKey, CancellationToken cancellationToken)
    {
        RequestValidator.Check(request, idempotencyKey);
        var query = new RouteQuery(request.Method, request.Amount, request.MerchantId, numbers.Next(request.MerchantId, request.MerchantOrderNo), request.ChannelAccount);
        var decision = router.Route(query);
        telemetry?.Routed(router, decision);
        var order = decision.IsChosen
            ? await CheckedOrderAsync(request, query, decision, cancellationToken).ConfigureAwait(false)
            : await KnownOrderAsync(request, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            return new OrderOutcome.Rejected(Errors.NoChannelAccount(RouteWords.WhyNone(query, router.Describe(query, decision))));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var work = BeginAsync(order, request, idempotencyKey);
        try
        {
            return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = ObserveAsync(work, order.OrderNo);
            throw;
        }
    }

    /// <summary>
    /// What was begun is finished even when the caller leaves: an abandoned call would leave an attempt whose fate nobody knows, and a key that stays in
    /// flight until its lease is over. Callers who give up on slow answers would keep those answers from ever being made.
    /// </summary>
    private async Task<OrderOutcome> BeginAsync(PaymentOrder order, CreateOrderRequest request, string idempotencyKey)
    {
        var intent = Intent(order, request, idempotencyKey);
        switch (await AdmittedAsync(intent, request).ConfigureAwait(false))
        {
            case null:
                return new OrderOutcome.Rejected(Errors.Overloaded());
            case BeginOrderResult.Started:
                signal.Committed(order.OrderNo);
                telemetry?.Committed(order.OrderNo, intent.Events);
                Log.OrderCreated(logger, order.OrderNo, order.MerchantOrderNo, order.Attempts[0].ChannelAccount, order.Status);
                return await FinishAsync(order, request, idempotencyKey, resumed: false).ConfigureAwait(false);
            case BeginOrderResult.Resumed resumed:
                return await FinishAsync(resumed.Order, request, idempotencyKey, resumed: true).ConfigureAwait(false);
            case BeginOrderResult.Answered answered:
                return Answer.Replay(answered.Answer);
            case BeginOrderResult.InFlight:
                return new OrderOutcome.Rejected(Errors.KeyInFlight());
            case BeginOrderResult.KeyReused reused:
                return new OrderOutcome.Rejected(Errors.KeyReused(reused.OrderNo));
            case BeginOrderResult.MerchantOrderNoTaken taken:
                return new OrderOutcome.Rejected(Errors.MerchantOrderNoTaken(taken.OrderNo));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <returns><see langword="null"/> when the order was turned away, and nothing was written.</returns>
    private async ValueTask<BeginOrderResult?> AdmittedAsync(BeginOrder intent, CreateOrderRequest request)
    {
        if (!admission.TryEnter(out var enteredAt))
        {
            if (await admission.IsKnownAsync(async () => await KnownOrderAsync(request, CancellationToken.None).ConfigureAwait(false) is not null).ConfigureAwait(false))
            {
                return await store.BeginOrderAsync(intent, CancellationToken.None).ConfigureAwait(false);
            }

            admission.TurnedAway();
            return null;
        }

        var isAnswer = false;
        try
        {
            var begun = await store.BeginOrderAsync(intent, CancellationToken.None).ConfigureAwait(false);
            isAnswer = true;
            return begun;
        }
        finally
        {
            admission.Leave(enteredAt, isAnswer);
        }
    }

    private Task<OrderOutcome> FinishAsync(PaymentOrder order, CreateOrderRequest request, string idempotencyKey, bool resumed)
    {
        // What waits for the right was asked for by another request.
        var attempt = AttemptRules.Holder(order) ?? order.Attempts.LastOrDefault(each => !AttemptRules.IsWaiting(order, each)) ?? order.Attempts[^1];
        return runner.RunAsync(new AttemptRun
        {
            Order = order,
            AttemptNo = attempt.AttemptNo,
            Payer = request.Payer,
            Key = new RequestKey(order.MerchantId, idempotencyKey),
            SentBefore = resumed && attempt.Status != AttemptStatus.Created,
            WantedAccount = request.ChannelAccount,
            StartedAt = time.GetTimestamp(),
        });
    }

    private async Task ObserveAsync(Task<OrderOutcome> work, OrderNo orderNo)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.OrphanFailed(logger, orderNo, exception);
        }
    }

    /// <exception cref="InvalidPaymentRequestException">The channel's limits are broken, and no order was made of the request before.</exception>
    private async ValueTask<PaymentOrder> CheckedOrderAsync(CreateOrderRequest request, RouteQuery query, RouteDecision decision, CancellationToken cancellationToken)
    {
        var order = NewOrder(request, query, decision);
        var channel = router[decision.Index];
        var problems = RequestValidator.ForChannel(channel, channel.Capabilities.Find(request.Method)!, attempts.ToChannelOrder(order, order.Attempts[0], request.Payer));
        if (problems.Count == 0)
        {
            return order;
        }

        return await KnownOrderAsync(request, cancellationToken).ConfigureAwait(false) ?? throw new InvalidPaymentRequestException(problems);
    }

    /// <summary>
    /// The order that an earlier call made. What was answered once is answered again even where the settings would not take the request any more.
    /// </summary>
    private ValueTask<PaymentOrder?> KnownOrderAsync(CreateOrderRequest request, CancellationToken cancellationToken) =>
        store.FindOrderAsync(request.MerchantId, request.MerchantOrderNo, cancellationToken);

    private PaymentOrder NewOrder(CreateOrderRequest request, in RouteQuery query, in RouteDecision decision)
    {
        // Written as sent before it is sent: after a crash, "perhaps" is the only safe reading (law 3).
        var attempt = attempts.Make(query.OrderNo, 1, query, decision, AttemptStatus.Sent);
        var now = time.GetUtcNow();
        return new PaymentOrder
        {
            OrderNo = query.OrderNo,
            MerchantId = request.MerchantId,
            MerchantOrderNo = request.MerchantOrderNo,
            Amount = request.Amount,
            Subject = request.Subject,
            Method = request.Method,
            Status = OrderStatus.Created,
            CreatedAt = now,
            UpdatedAt = now,
            ExpiresAt = now + (request.ExpiresIn ?? options.Value.DefaultExpiry),
            ReturnUrl = request.ReturnUrl,
            Version = 1,
            LastEventSequence = 1,
            ChargeRight = default(ChargeRight).TakenBy(attempt.AttemptNo),
            Attempts = [attempt],
        };
    }

    private BeginOrder Intent(PaymentOrder order, CreateOrderRequest request, string idempotencyKey)
    {
        var settings = options.Value;
        var now = time.GetUtcNow();

        // No account is taken up after one time limit is over, and the last one may use up a whole one.
        var leaseUntil = now + LeaseMargin + (request.Payer?.AuthCode is null ? settings.ChannelTimeout.Times(2) : settings.BarcodeTimeout + settings.ChannelTimeout);
        return new BeginOrder
        {
            Order = order,
            IdempotencyKey = idempotencyKey,
            Fingerprint = RequestFingerprint.Of(request),
            Now = now,
            LeaseUntil = leaseUntil,
            RetainUntil = now + settings.IdempotencyRetention,

            // While the channel is being called there is nothing to ask it; after a crash in the middle there is.
            NextCheckAt = leaseUntil,
            Events = [OrderEvents.Created(order.LastEventSequence, order)],
        };
    }
}
