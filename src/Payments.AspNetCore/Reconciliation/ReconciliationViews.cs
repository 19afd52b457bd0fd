using Payments.Reconciliation;

namespace Payments.AspNetCore.Reconciliation;

/// <param name="Runs">Runs, the newest day first.</param>
/// <param name="Next">The <c>after</c> of the next page; absent after the last.</param>
internal sealed record RunList(IReadOnlyList<ReconciliationRun> Runs, string? Next);

/// <param name="Break">The break with its history.</param>
/// <param name="AgeDays">How old it is.</param>
/// <param name="StakeMinor">The money it is about, in minor units.</param>
internal sealed record BreakView(Break Break, int AgeDays, long StakeMinor)
{
    public static BreakView Of(Break row, IReconciliation desk) => new(row, row.AgeDays(desk.TodayOf(row.ChannelAccount)), row.StakeMinor);
}

/// <param name="Breaks">Breaks, the oldest day first.</param>
/// <param name="Next">The <c>after</c> of the next page; absent after the last.</param>
internal sealed record BreakList(IReadOnlyList<BreakView> Breaks, string? Next);

/// <param name="Counts">How many breaks are alike.</param>
internal sealed record BreakCountList(IReadOnlyList<BreakCount> Counts);
