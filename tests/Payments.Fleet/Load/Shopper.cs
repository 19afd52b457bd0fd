using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Payments.Fleet.Reckoning;
using Payments.Fleet.Stage;
using Payments.Simulators.Scenarios;

namespace Payments.Fleet.Load;

/// <summary>One order's life: the merchant's part over HTTP, the payer's part at the channels.</summary>
internal sealed class Shopper(Caller caller, ChannelWorld channels, CancellationToken cancellationToken)
{
    /// <summary>No answer may take longer, whatever was killed: several leases one after the other, and time to be sent again.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(180);

    private const int MostShown = 1_500;

    private static readonly TimeSpan LaterPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(120);

    public async Task LiveAsync(Placed placed, Plan plan)
    {
        if (plan.LosesAnswer)
        {
            channels.Trouble(ScenarioKind.Error5xxAfterCharge, "wechat", "prepay", attemptNo: null);
        }

        if (await PlaceAsync(placed) is not { } order)
        {
            return;
        }

        if (plan.AskAgain)
        {
            await AskAgainAsync(placed);
        }

        await ScannedAsync(order.Attempts);
        await FollowAsync(placed, plan, order);
        if (plan.AskAgain)
        {
            await Task.Delay(LaterPause, cancellationToken);
            await AskAgainAsync(placed);
        }
    }

    /// <summary>Asks for a key again; the answer must be what it was.</summary>
    public async Task AskAgainAsync(Placed placed)
    {
        var reply = await caller.PostAsync("/payments/orders", placed.Request, placed.Name, each => !each.IsForNow, SettleWithin, cancellationToken);
        placed.Replays++;
        if (reply is null || !reply.Body.AsSpan().SequenceEqual(placed.Answer))
        {
            placed.Breaches.Enqueue(new Breach(5, $"key {placed.Name} was answered otherwise: {Difference(placed.Answer!, reply)}"));
        }
        else if (!reply.IsReplay)
        {
            placed.Breaches.Enqueue(new Breach(5, $"key {placed.Name} was answered again as if for the first time ({reply.Status})"));
        }
    }

    private async Task<Shown?> PlaceAsync(Placed placed)
    {
        var began = Stopwatch.GetTimestamp();
        var reply = await caller.PostAsync("/payments/orders", placed.Request, placed.Name, each => !each.IsForNow, AnswerWithin, cancellationToken);
        placed.Took = Stopwatch.GetElapsedTime(began);
        if (reply is not { IsDone: true })
        {
            placed.Breaches.Enqueue(new Breach(5, $"key {placed.Name} has no answer after {placed.Took.TotalSeconds:0} s; the last: {Text(reply)}"));
            return null;
        }

        placed.Answer = reply.Body;
        var shown = Shown.Of(reply.Body);
        placed.OrderNo = shown.OrderNo;
        return shown;
    }

    private async Task FollowAsync(Placed placed, Plan plan, Shown order)
    {
        await Task.Delay(plan.Pause, cancellationToken);
        switch (plan.Fate)
        {
            case Fate.LeaveAlone:
                break;
            case Fate.Close:
                await CloseAsync(order);
                break;
            case Fate.CloseWhilePaying:
                await Task.WhenAll(CloseAsync(order), PayAsync(plan, order, plan.Second));
                break;
            case Fate.ChangeMethod:
                await ChangeMethodAsync(placed, plan, order);
                break;
            case Fate.ChangeMethodWhilePaying:
                await Task.WhenAll(ChangeMethodAsync(placed, plan, order), PayAsync(plan, order, plan.Second));
                break;
            case Fate.Refund:
                await PayNowAsync(placed, plan, order);
                await RefundAsync(placed, order, "r1", plan.Second.Milliseconds % 2 == 0 ? plan.Amount : (plan.Amount / 3) + 1);
                break;
            case Fate.RefundTooMuch:
                await PayNowAsync(placed, plan, order);
                await Task.WhenAll(RefundAsync(placed, order, "r1", plan.Amount * 6 / 10), RefundAsync(placed, order, "r2", plan.Amount * 6 / 10), RefundAsync(placed, order, "r1", plan.Amount * 6 / 10));
                break;
            default:
                await PayNowAsync(placed, plan, order);
                break;
        }
    }

    /// <summary>The payer pays what was shown; where the order moved to another account before, somebody also pays what was never shown.</summary>
    /// <returns>Why what was shown could not be paid; <see langword="null"/> when it was.</returns>
    private async Task<string?> PayAsync(Plan plan, Shown order, TimeSpan after)
    {
        await Task.Delay(after, cancellationToken);
        if (order.Attempts.LastOrDefault(attempt => attempt.HasCredential) is not { } shown)
        {
            return "no code was shown";
        }

        Trouble(plan, shown);
        var refusal = channels.Pay(shown.Account, shown.AttemptNo);
        foreach (var other in order.Attempts.Where(attempt => attempt != shown))
        {
            channels.Pay(other.Account, other.AttemptNo);
        }

        return refusal;
    }

    /// <summary>What was shown can be paid: nobody closed it, and its time is not over.</summary>
    private async Task PayNowAsync(Placed placed, Plan plan, Shown order)
    {
        if (await PayAsync(plan, order, TimeSpan.Zero) is { } refusal)
        {
            placed.Breaches.Enqueue(new Breach(3, $"order {order.OrderNo} could not be paid: {refusal}; its answer: {Text(new Reply(200, placed.Answer!, IsReplay: false))}"));
        }
    }

    private void Trouble(Plan plan, ShownAttempt attempt)
    {
        ScenarioKind? kind = plan.CallbackTrouble switch
        {
            < 4 => ScenarioKind.Lost,
            < 8 => ScenarioKind.Duplicate,
            < 12 => ScenarioKind.Late,
            < 13 => ScenarioKind.WrongAmount,
            _ => null,
        };
        if (kind is { } some)
        {
            channels.Trouble(some, ChannelWorld.ChannelOf(attempt.Account), Scenario.Notify, attempt.AttemptNo);
        }
    }

    private Task<Reply?> CloseAsync(Shown order) => caller.PostAsync($"/payments/orders/{order.OrderNo}/close", [], key: null, each => each.Status is 200 or 409, SettleWithin, cancellationToken);

    private async Task ChangeMethodAsync(Placed placed, Plan plan, Shown order)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { method = plan.OtherMethod });
        var reply = await caller.PostAsync($"/payments/orders/{order.OrderNo}/attempts", body, key: null, IsSettled, SettleWithin, cancellationToken);
        if (reply is not { IsDone: true })
        {
            return;
        }

        // The new code is in the payer's hand: the old one must be worth nothing (law 3).
        var changed = Shown.Of(reply.Body);
        if (changed.Attempts[^1] is not { HasCredential: true } next)
        {
            return;
        }

        foreach (var attempt in order.Attempts.Where(each => each.HasCredential && each.AttemptNo != next.AttemptNo))
        {
            if (channels.Pay(attempt.Account, attempt.AttemptNo) is null)
            {
                placed.Breaches.Enqueue(new Breach(3, $"order {order.OrderNo} could be paid by {attempt.AttemptNo} while the payer held the code of {next.AttemptNo}"));
            }
        }

        await ScannedAsync([next]);
        channels.Pay(next.Account, next.AttemptNo);
    }

    /// <summary>A change is refused for good where the order has ended; else it is asked for again.</summary>
    private static bool IsSettled(Reply reply) => !reply.IsForNow || (reply.Status == 409 && CodeOf(reply) is PaymentErrorCodes.OrderAlreadyPaid or PaymentErrorCodes.OrderEnded);

    private async Task RefundAsync(Placed placed, Shown order, string number, long amount)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { merchantRefundNo = number, amount = new { currency = "CNY", minorUnits = amount }, reason = "returned" });
        var reply = await caller.PostAsync($"/payments/orders/{order.OrderNo}/refunds", body, key: null, each => !each.IsForNow, SettleWithin, cancellationToken);
        placed.Refunds[number] = new RefundWish(amount, reply?.Status ?? 0);
        if (reply is null or { IsForNow: true })
        {
            placed.Breaches.Enqueue(new Breach(5, $"refund {number} of {order.OrderNo} has no answer; the last: {Text(reply)}"));
        }
    }

    /// <summary>A code of Alipay that nobody looked at cannot be closed before it runs out.</summary>
    private async Task ScannedAsync(IEnumerable<ShownAttempt> attempts)
    {
        foreach (var attempt in attempts.Where(each => each.Account == FleetSettings.Alipay))
        {
            await channels.OpenAsync(attempt.AttemptNo);
        }
    }

    private static string? CodeOf(Reply reply)
    {
        try
        {
            return (string?)JsonNode.Parse(reply.Body)?["code"];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(Reply? reply) => reply is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{reply.Status} {System.Text.Encoding.UTF8.GetString(reply.Body.AsSpan(0, Math.Min(reply.Body.Length, MostShown)))}");

    private static string Difference(byte[] before, Reply? now)
    {
        if (now is null)
        {
            return "not at all";
        }

        var at = before.AsSpan().CommonPrefixLength(now.Body);
        string Around(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes.AsSpan(Math.Max(0, at - 40), Math.Min(120, bytes.Length - Math.Max(0, at - 40))));
        return string.Create(CultureInfo.InvariantCulture, $"status {now.Status}, from byte {at}: …{Around(before)}… became …{Around(now.Body)}…");
    }
}
