using Payments.Channels;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Truth;

/// <summary>
/// How accounts refund. WeChat Pay takes a refund in, works on it and calls back; Alipay moves the money at once, tells only the sum of all refunds,
/// and its query does not know a refund for the first ten seconds.
/// </summary>
internal sealed class RefundDesk(World world)
{
    private static readonly TimeSpan BlindTime = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, RefundLine> _lines = [];

    public IEnumerable<RefundLine> Lines => _lines.Values;

    /// <returns>The refund as it stands; <see langword="null"/> when it is refused.</returns>
    public ChannelRefund? Refund(AccountTruth account, ChannelRefundOrder order)
    {
        if (_lines.TryGetValue(order.RefundNo, out var known))
        {
            return known.Amount == order.Amount && known.Charge.AttemptNo == order.AttemptNo ? Answer(account, known) : null;
        }

        if (world.Channels.Find(order.AttemptNo) is not { State: ChargeState.Paid } charge
            || charge.Account != account
            || charge.RefundTaken + order.Amount.MinorUnits > charge.Amount.MinorUnits)
        {
            return null;
        }

        var line = new RefundLine(order.RefundNo, charge, order.Amount, account.NextNumber("f")) { MadeAt = world.Now };
        _lines[order.RefundNo] = line;
        charge.Refunds.Add(line);
        world.Figures.Refunds++;
        world.Say(account.Name, $"takes refund {line.RefundNo} of {line.Amount} in");
        world.Laws.RefundTaken(line);
        if (account.IsWeChat)
        {
            WorkOn(account, line);
        }
        else
        {
            Succeed(account, line);
        }

        return Answer(account, line);
    }

    public ChannelRefund Query(AccountTruth account, ChannelRefundReference reference)
    {
        var isKnown = _lines.TryGetValue(reference.RefundNo, out var line)
            && line.Charge.Account == account
            && line.Charge.AttemptNo == reference.AttemptNo
            && (account.IsWeChat || world.Now >= line.MadeAt + BlindTime);
        return isKnown ? Describe(line!) : new ChannelRefund
        {
            RefundNo = reference.RefundNo,
            AttemptNo = reference.AttemptNo,
            Status = ChannelRefundStatus.NotFound,
            ChannelStatus = "NOT_EXIST",
        };
    }

    private static ChannelRefund Describe(RefundLine line) => new()
    {
        RefundNo = line.RefundNo,
        AttemptNo = line.Charge.AttemptNo,
        Status = line.Status switch
        {
            RefundTruth.Succeeded => ChannelRefundStatus.Succeeded,
            RefundTruth.Closed => ChannelRefundStatus.Closed,
            RefundTruth.Abnormal => ChannelRefundStatus.Abnormal,
            _ => ChannelRefundStatus.Processing,
        },
        ChannelRefundId = line.Charge.Account.IsWeChat ? line.ChannelRefundId : null,
        ChannelTransactionId = line.Charge.TransactionId,
        Amount = line.Amount,
        SucceededAt = line.SucceededAt,
        ChannelStatus = line.Status.ToString(),
    };

    private static ChannelRefund Answer(AccountTruth account, RefundLine line) => account.IsWeChat ? Describe(line) : Describe(line) with
    {
        Amount = null,
        CumulativeAmount = Money.FromMinorUnits(line.Charge.RefundTaken, line.Amount.Currency),
    };

    private void WorkOn(AccountTruth account, RefundLine line)
    {
        var takes = account.Dice.Milliseconds(300, account.Dice.Chance(700) ? 5_000 : 300_000);
        if (world.Weather.Strikes(Fault.RefundStuck))
        {
            world.After(takes, null, () => Turn(account, line, RefundTruth.Abnormal));
            takes += account.Dice.Seconds(600, 36_000);
        }

        var fails = world.Weather.Strikes(Fault.RefundFails);
        world.After(takes, null, () =>
        {
            if (fails)
            {
                Turn(account, line, RefundTruth.Closed);
            }
            else
            {
                Succeed(account, line);
            }
        });
    }

    private void Succeed(AccountTruth account, RefundLine line)
    {
        world.Channels.Ledger.Move(account.Name, line.Charge.Wallet!, line.Amount);
        line.SucceededAt = world.Now;
        Turn(account, line, RefundTruth.Succeeded);
    }

    private void Turn(AccountTruth account, RefundLine line, RefundTruth status)
    {
        line.Status = status;
        world.Say(account.Name, $"refund {line.RefundNo} is {status}");
        if (account.IsWeChat)
        {
            world.Callbacks.Send(account, new ChannelNotification.Refund(Describe(line)) { NotificationId = account.NextNumber("n") });
        }
    }
}
