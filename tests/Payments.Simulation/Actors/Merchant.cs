using Payments.Simulation.Nodes;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Actors;

/// <summary>Whoever sells: creates an order with repetitions, shows the codes, closes, lets the payer change the method, and refunds.</summary>
internal sealed class Merchant(World world, OrderPlan plan)
{
    private const int MostTries = 9;

    private readonly Dice _dice = Dice.Of(world.Seed, Part.Merchants, plan.Index);
    private readonly HashSet<string> _shown = [];
    private PaymentOrder? _order;

    private string Name => $"merchant{plan.Index}";

    public async Task LiveAsync()
    {
        await world.Pause(plan.StartsAfter);
        var request = Request();
        var creating = Enumerable.Range(0, plan.Copies).Select(copy => CreateAsync(request, plan.Key, _dice.Milliseconds(0, copy == 0 ? 0 : 3_000))).ToList();
        if (plan.IsMixedUp)
        {
            creating.Add(CreateAsync(request with { Payer = null, Method = KnownMethods.WeChatQr }, plan.Key + "-other", _dice.Milliseconds(0, 8_000)));
            creating.Add(CreateAsync(request with { Amount = request.Amount + Money.FromMinorUnits(1, request.Amount.Currency) }, plan.Key, _dice.Milliseconds(0, 8_000)));
        }

        await Task.WhenAll(creating);
        if (_order is null)
        {
            return;
        }

        await Task.WhenAll([CloseAsync(), ChangeAsync(), .. plan.Refunds.Select(RefundAsync)]);
    }

    private CreateOrderRequest Request() => new()
    {
        MerchantOrderNo = plan.MerchantOrderNo,
        Amount = plan.Amount,
        Method = plan.Method,
        Subject = "A thing",
        ExpiresIn = plan.ExpiresIn,
        Payer = PayerFor(plan.Method, plan.Index),
    };

    private Payer? PayerFor(PaymentMethod method, int number)
    {
        if (!KnownMethods.IsBarcode(method))
        {
            return null;
        }

        var code = $"{Secrets.Mark}code-{world.Now.UtcTicks % 1_000_000}-{number}";
        world.Channels.Scan(code);
        return new Payer { AuthCode = new PayerId(code) };
    }

    private async Task CreateAsync(CreateOrderRequest request, string key, TimeSpan after)
    {
        await world.Pause(after);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var node = world.PickNode();
            world.Say(Name, $"asks {node.Name} for {plan.Amount} by {request.Method} ({key}){(tries == 0 ? "" : ", again")}");
            var reply = await node.CallAsync("the order", (engine, token) => engine.Client.CreateOrderAsync(request, key, token), Patience());
            if (reply.Value is { } outcome)
            {
                world.Laws.Told(key, request, outcome);
                world.Say(Name, $"is told {Words(outcome)}");
                if (See(outcome))
                {
                    return;
                }
            }

            await world.Pause(_dice.Milliseconds(300, 12_000));
        }
    }

    /// <returns>Whether it is the last word.</returns>
    private bool See(OrderOutcome outcome) => outcome.Match(
        accepted =>
        {
            Show(accepted.Order);
            return true;
        },
        rejected =>
        {
            Show(rejected.Order);
            return rejected.Error.RetryAfter is null;
        },
        unknown =>
        {
            Show(unknown.Order);
            return false;
        });

    private void Show(PaymentOrder? order)
    {
        if (order is null)
        {
            return;
        }

        _order = order;
        foreach (var attempt in order.Attempts)
        {
            if (attempt.NextAction is NextAction.ShowQrCode code && attempt.Status == AttemptStatus.AwaitingPayer && _shown.Add(attempt.AttemptNo))
            {
                world.Payers.Show(plan, attempt.AttemptNo, code.Content, _shown.Count);
            }
        }
    }

    private async Task CloseAsync()
    {
        if (plan.ClosesAfter is not { } after)
        {
            return;
        }

        await world.Pause(after);
        for (var tries = 0; tries < 4; tries++)
        {
            var node = world.PickNode();
            world.Say(Name, $"asks {node.Name} to close {_order!.OrderNo}");
            var reply = await node.CallAsync("the close", (engine, token) => engine.Client.CloseOrderAsync(_order!.OrderNo, cancellationToken: token), Patience());
            if (reply.Value is { } outcome)
            {
                world.Laws.Told(outcome);
                world.Say(Name, $"is told {Words(outcome)}");
                if (outcome is not OrderOutcome.Unknown and not OrderOutcome.Rejected { Error.RetryAfter: not null })
                {
                    return;
                }
            }

            await world.Pause(_dice.Milliseconds(1_000, 30_000));
        }
    }

    private async Task ChangeAsync()
    {
        if (plan.Change is not { } change)
        {
            return;
        }

        await world.Pause(change.After);
        var request = new ChangeMethodRequest { Method = change.Method, Payer = PayerFor(change.Method, plan.Index) };
        for (var tries = 0; tries < 5; tries++)
        {
            var node = world.PickNode();
            world.Say(Name, $"asks {node.Name} for {change.Method} instead");
            var reply = await node.CallAsync("the other method", (engine, token) => engine.Client.ChangeMethodAsync(_order!.OrderNo, request, cancellationToken: token), Patience());
            if (reply.Value is { } outcome)
            {
                world.Laws.Told(outcome);
                world.Say(Name, $"is told {Words(outcome)}");
                if (See(outcome))
                {
                    return;
                }
            }

            await world.Pause(_dice.Milliseconds(500, 20_000));
        }
    }

    private async Task RefundAsync(RefundPlan refund)
    {
        if (_dice.Chance(80))
        {
            // Too early, for a start.
            await RefundOnceAsync(refund, TimeSpan.Zero);
        }

        var until = plan.ExpiresIn + TimeSpan.FromMinutes(12);
        var startedAt = world.Elapsed;
        while (_order!.PaidAttemptNo is null && world.Elapsed - startedAt < until)
        {
            var pause = world.Pause(TimeSpan.FromMinutes(4));
            await Task.WhenAny(world.Inbox.NextAsync(_order.OrderNo), pause);
            _order = world.Books.Find(_order.OrderNo)?.Order ?? _order;
            if (_order.Status is OrderStatus.Closed or OrderStatus.Failed)
            {
                return;
            }
        }

        if (_order.PaidAttemptNo is not null)
        {
            await world.Pause(refund.After);
            await Task.WhenAll(Enumerable.Range(0, refund.Copies).Select(_ => RefundOnceAsync(refund, _dice.Milliseconds(0, 1_500))));
        }
    }

    private async Task RefundOnceAsync(RefundPlan refund, TimeSpan after)
    {
        await world.Pause(after);
        var request = new CreateRefundRequest
        {
            OrderNo = _order!.OrderNo,
            MerchantRefundNo = refund.MerchantRefundNo,
            Amount = Money.FromMinorUnits(refund.Amount, plan.Amount.Currency),
        };
        world.Laws.Wished(request);
        for (var tries = 0; tries < 6; tries++)
        {
            var node = world.PickNode();
            world.Say(Name, $"asks {node.Name} for refund {refund.MerchantRefundNo} of {request.Amount}");
            var reply = await node.CallAsync("the refund", (engine, token) => engine.Client.RefundAsync(request, token), Patience());
            if (reply.Value is { } outcome)
            {
                world.Laws.Told(request, outcome);
                world.Say(Name, $"is told {Words(outcome)}");
                if (outcome is not RefundOutcome.Unknown and not RefundOutcome.Rejected { Error.RetryAfter: not null })
                {
                    return;
                }
            }

            await world.Pause(_dice.Milliseconds(500, 40_000));
        }
    }

    private TimeSpan? Patience() => world.Weather.Strikes(Fault.CallerLeaves) ? world.Weather.DiceOf(Fault.CallerLeaves).Milliseconds(20, 15_000) : null;

    private static string Words(OrderOutcome outcome) => outcome.Match(
        accepted => $"{accepted.Order.OrderNo} is {accepted.Order.Status}{(accepted.Replayed ? " (as before)" : "")}",
        rejected => $"no: {rejected.Error.Code}",
        unknown => $"unknown: {unknown.Error.Code}");

    private static string Words(RefundOutcome outcome) => outcome.Match(
        accepted => $"{accepted.Refund.RefundNo} is {accepted.Refund.Status}{(accepted.Replayed ? " (as before)" : "")}",
        rejected => $"no: {rejected.Error.Code}",
        unknown => $"unknown: {unknown.Error.Code}");
}
