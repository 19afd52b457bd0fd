using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Recon.Breaks;
using Payments.Recon.Hosting;
using Payments.Reconciliation;
using Payments.Storage;

namespace Payments.Recon.Runs;

/// <summary>
/// Looks into lines that the channel has and we do not: the record may lie on another day, or the callback was lost and the channel, asked, proves the
/// payment. Nothing else is repaired by itself.
/// </summary>
internal sealed class Investigator(
    IPaymentStore payments,
    IReconciliationStore store,
    IAttemptInquiry inquiry,
    IOptions<ReconciliationOptions> options,
    ILogger<Investigator> logger)
{
    private const int MostEvidence = 50;

    public async Task LookIntoAsync(ReconciliationRun run, IAsyncEnumerable<BreakLine> lines, Findings findings, CancellationToken cancellationToken)
    {
        var left = options.Value.MaxRepairs;
        var repeats = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var line in lines.ConfigureAwait(false))
        {
            var key = BreakIds.KeyOf(line, repeats);
            if (line.Bucket == ReconciliationBucket.HeldByCutoff && findings.OwnOf(line.AttemptNo) is null)
            {
                await KeepOwnAsync(line, findings, cancellationToken).ConfigureAwait(false);
            }
            else if (line.Bucket is ReconciliationBucket.ChannelOnly or ReconciliationBucket.Status && left-- > 0)
            {
                await LookIntoAsync(run, line, key, findings, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task KeepOwnAsync(BreakLine line, Findings findings, CancellationToken cancellationToken)
    {
        if (await FindOrderAsync(line.AttemptNo, cancellationToken).ConfigureAwait(false) is { } order && RecordOf(order, line.AttemptNo) is { } record)
        {
            findings.Own(record);
        }
    }

    private async Task LookIntoAsync(ReconciliationRun run, BreakLine line, string key, Findings findings, CancellationToken cancellationToken)
    {
        if (await FindOrderAsync(line.AttemptNo, cancellationToken).ConfigureAwait(false) is not { } order)
        {
            findings.Suspect(key, await StrangerAsync(run, line, cancellationToken).ConfigureAwait(false));
            return;
        }

        if (AccountOf(order, line.AttemptNo) is not { } account || account != run.ChannelAccount)
        {
            findings.Suspect(key, BreakCause.OtherSystem, $"Order {order.OrderNo} has no such attempt at {run.ChannelAccount}.");
        }
        else if (RecordOf(order, line.AttemptNo) is { Status: OwnRecordStatus.Succeeded } record)
        {
            await PlaceAsync(run, line, key, record, findings, cancellationToken).ConfigureAwait(false);
        }
        else if (order.FindAttempt(line.AttemptNo) is not null)
        {
            await RepairAsync(run, line, key, order, findings, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>We know of the money: on another day, or learned of it while the run was under way.</summary>
    private async Task PlaceAsync(ReconciliationRun run, BreakLine line, string key, OwnRecord record, Findings findings, CancellationToken cancellationToken)
    {
        var day = options.Value.DayOf(run.ChannelAccount, record.OccurredAt);
        var there = await store.FindBreakAsync(BreakIds.Of(run.ChannelAccount, run.Kind, day, key), cancellationToken).ConfigureAwait(false);
        if (day < run.Day && there is null && await IsComparedAsync(run, day, cancellationToken).ConfigureAwait(false))
        {
            findings.Suspect(key, BreakCause.Duplicate, $"Ours is of {day:yyyy-MM-dd}, and that day's bill had it too.");
            return;
        }

        findings.Settle(Crossing(run, line, key, record, day));
    }

    private SettledLine Crossing(ReconciliationRun run, BreakLine line, string key, OwnRecord record, DateOnly day) => new(
        line with { Bucket = ReconciliationBucket.HeldByCutoff },
        key,
        day,
        BreakResolution.Cleared,
        record,
        $"The bill of {run.Day:yyyy-MM-dd} has it; ours is of {day:yyyy-MM-dd}, {record.OccurredAt.ToOffset(options.Value.OffsetOf(run.ChannelAccount)):HH:mm:ss}.",
        $"run {run.RunId}, bill {run.BillSha256}");

    private async Task RepairAsync(ReconciliationRun run, BreakLine line, string key, PaymentOrder order, Findings findings, CancellationToken cancellationToken)
    {
        var said = await EvidenceOfAsync(order.OrderNo, cancellationToken).ConfigureAwait(false);
        var outcome = await inquiry.AskAsync(line.AttemptNo, cancellationToken).ConfigureAwait(false);
        var after = outcome switch
        {
            OrderOutcome.Accepted accepted => accepted.Order,
            OrderOutcome.Unknown unknown => unknown.Order,
            _ => order,
        };
        if (RecordOf(after, line.AttemptNo) is not { Status: OwnRecordStatus.Succeeded } record)
        {
            findings.Suspect(key, BreakCause.LostCallback, $"{said} Asked, the channel proved no payment: {Trouble(outcome)}");
            return;
        }

        var day = options.Value.DayOf(run.ChannelAccount, record.OccurredAt);
        var isExtra = after.PaidAttemptNo != line.AttemptNo;
        findings.Suspect(key, BreakCause.LostCallback, said);
        findings.Settle(new SettledLine(
            line,
            key,
            run.Day,
            BreakResolution.CompleteOrder,
            Record: null,
            isExtra
                ? "The bill says it is paid; the channel, asked, proved it. The order needs it no more: it is an extra payment, and goes back to its payer."
                : "The bill says it is paid; the channel, asked, proved it, and the order was completed.",
            $"{said} Transaction {record.ChannelTransactionId}, bill {run.BillSha256}."));
        if (day != run.Day)
        {
            findings.Settle(Crossing(run, line, key, record, day)); // nobody told when the money moved: our record is of the day we learned of it
        }

        Log.Repaired(logger, run.RunId, order.OrderNo.Value, line.AttemptNo);
    }

    /// <summary>A number that leads to no order of ours: made at the channel without us, or another system's.</summary>
    private async Task<(BreakCause Cause, string Evidence)> StrangerAsync(ReconciliationRun run, BreakLine line, CancellationToken cancellationToken)
    {
        var isRefund = line.Detail.StartsWith("refund", StringComparison.OrdinalIgnoreCase);
        if (isRefund && await FindOrderAsync(line.OrderNo, cancellationToken).ConfigureAwait(false) is { } order)
        {
            return (BreakCause.ChannelConsole, $"Order {order.OrderNo} has no refund with the number {line.AttemptNo}: it was made at {run.ChannelAccount} without us, as in its console.");
        }

        return (BreakCause.OtherSystem, $"The number {line.AttemptNo} is not one this system makes.");
    }

    private async Task<bool> IsComparedAsync(ReconciliationRun run, DateOnly day, CancellationToken cancellationToken) =>
        await store.FindRunAsync(ReconciliationRun.IdOf(run.ChannelAccount, day, run.Kind), cancellationToken).ConfigureAwait(false) is { Completions: > 0 };

    private async Task<string> EvidenceOfAsync(OrderNo orderNo, CancellationToken cancellationToken)
    {
        var kept = await payments.ReadEvidenceAsync(orderNo, MostEvidence, cancellationToken).ConfigureAwait(false);
        var calls = kept.Where(each => each.Source == EvidenceSource.Notification).ToList();
        return calls.Count == 0
            ? $"No callback for order {orderNo} was ever received."
            : $"{calls.Count} callbacks for order {orderNo} were received, the last one {calls[^1].Verdict}: {calls[^1].Reason}";
    }

    private async ValueTask<PaymentOrder?> FindOrderAsync(string number, CancellationToken cancellationToken) =>
        OrderNo.TryFromAttemptNo(number, out var orderNo) || OrderNo.TryFromRefundNo(number, out orderNo) || OrderNo.TryParse(number, out orderNo)
            ? await payments.FindOrderAsync(orderNo, cancellationToken).ConfigureAwait(false)
            : null;

    private static string? AccountOf(PaymentOrder order, string number) =>
        (order.FindAttempt(number) ?? (order.FindRefund(number) is { } refund ? order.FindAttempt(refund.AttemptNo) : null))?.ChannelAccount;

    private static OwnRecord? RecordOf(PaymentOrder order, string number)
    {
        if (order.FindAttempt(number) is { } attempt)
        {
            var isPaid = attempt.Status == AttemptStatus.Succeeded;
            return new OwnRecord(
                order.OrderNo,
                number,
                attempt.ChannelTransactionId,
                OwnRecordKind.Payment,
                order.Amount,
                isPaid ? OwnRecordStatus.Succeeded : OwnRecordStatus.Pending,
                (order.PaidAttemptNo == number ? order.PaidAt : null) ?? attempt.UpdatedAt);
        }

        return order.FindRefund(number) is { } refund
            ? new OwnRecord(
                order.OrderNo,
                number,
                refund.ChannelRefundId,
                OwnRecordKind.Refund,
                refund.Amount,
                refund.Status == RefundStatus.Succeeded ? OwnRecordStatus.Succeeded : OwnRecordStatus.Pending,
                refund.SucceededAt ?? refund.UpdatedAt)
            : null;
    }

    private static string Trouble(OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.Unknown unknown => unknown.Error.Message,
        OrderOutcome.Rejected rejected => rejected.Error.Message,
        _ => "it says that it is not paid.",
    };
}
