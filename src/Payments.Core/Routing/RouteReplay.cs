namespace Payments.Core.Routing;

/// <summary>Chooses again from what was recorded, and from nothing else.</summary>
internal static class RouteReplay
{
    /// <returns>The record with the verdicts that follow from it: those of a genuine record are its own.</returns>
    public static RouteRecord Replay(RouteRecord record)
    {
        var candidates = record.Candidates;
        if (candidates.Count > RouteTable.MostAccounts)
        {
            throw new ArgumentException($"The record has {candidates.Count} accounts; a table has {RouteTable.MostAccounts} at most. Give a record as the store has it.", nameof(record));
        }

        var pool = RouteTable.MaskOf(candidates, candidate => candidate.Verdict is RouteVerdict.Chosen or RouteVerdict.Eligible);
        var down = RouteTable.MaskOf(candidates, candidate => candidate.IsDown);
        var ladder = new RouteLadder([.. candidates.Select(candidate => candidate.Priority)], [.. candidates.Select(candidate => candidate.Weight)], pool);
        var chosen = ladder.Choose(pool, down, Math.Clamp(record.Draw, 0, RouteDraw.Steps - 1));
        return record with { Candidates = [.. candidates.Select((candidate, place) => candidate with { Verdict = Verdict(candidate.Verdict, place == chosen) })] };
    }

    private static RouteVerdict Verdict(RouteVerdict before, bool isChosen) =>
        isChosen ? RouteVerdict.Chosen : before == RouteVerdict.Chosen ? RouteVerdict.Eligible : before;
}
