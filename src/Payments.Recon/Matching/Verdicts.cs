using System.Runtime.CompilerServices;
using Payments.Recon.Bills;
using Payments.Reconciliation;

namespace Payments.Recon.Matching;

/// <summary>
/// What two lines of one number come to, and one alone. Where several things differ the first of these is the bucket: currency, status, amount or refund,
/// fee; then tolerance, then matched.
/// </summary>
internal sealed class Verdicts(long toleranceMinor, int cutoffSeconds, int heldDays)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReconciliationBucket Pair(in Record ours, in Record theirs)
    {
        if (ours.Currency != theirs.Currency && (ours.Moved || theirs.Moved))
        {
            return ReconciliationBucket.Currency;
        }

        if (!ours.Moved || !theirs.Moved)
        {
            return ours.Moved == theirs.Moved || (ours.Status == LineStatus.Pending && theirs.Status == LineStatus.InProgress)
                ? ReconciliationBucket.Matched
                : ReconciliationBucket.Status;
        }

        var said = theirs.Contradiction >= 0 && theirs.Amount == ours.Amount ? theirs.Contradiction : theirs.Amount;
        var difference = Math.Abs(ours.Amount - said);
        if (difference > toleranceMinor)
        {
            return ours.Kind == LineKind.Refund ? ReconciliationBucket.Refund : ReconciliationBucket.Amount;
        }

        if (ours.HasFee && theirs.HasFee && ours.Fee != theirs.Fee && !(ours.Kind == LineKind.Refund && ours.Fee == -theirs.Fee))
        {
            return ReconciliationBucket.Fee;
        }

        return difference == 0 ? ReconciliationBucket.Matched : ReconciliationBucket.MatchedWithinTolerance;
    }

    /// <summary>Ours alone, in the account's day <paramref name="today"/>.</summary>
    public ReconciliationBucket Ours(LineStatus status, int day, int second, bool isCarried, int today)
    {
        if (status == LineStatus.NotMoved)
        {
            return ReconciliationBucket.Matched;
        }

        var untilMidnight = ((long)(today + 1 - day) * Scanning.TimeReader.DaySeconds) - second;
        var isHeld = untilMidnight <= cutoffSeconds || (isCarried && today - day < heldDays);
        return isHeld ? ReconciliationBucket.HeldByCutoff
            : status == LineStatus.Pending ? ReconciliationBucket.Matched
            : ReconciliationBucket.OursOnly;
    }
}
