using System.Globalization;

namespace Payments.Core.Routing;

/// <summary>A choice in words, for an operator.</summary>
internal static class RouteWords
{
    // What is stored with each attempt stays short, however many accounts there are.
    private const int MostOthers = 8;

    /// <summary>As <c>Rule 'big': wechat-main (priority 0, weight 3 of 4, draw 1234); wechat-backup is down.</c></summary>
    public static string Explain(RouteRecord record)
    {
        var basis = record.Candidates.Any(candidate => candidate.Verdict == RouteVerdict.NotAskedFor) ? "Asked for by name"
            : record.Rule is { } rule ? $"Rule '{rule}'"
            : "No rule applies, so in the order of registration";
        var chosen = record.Candidates.FirstOrDefault(candidate => candidate.Verdict == RouteVerdict.Chosen);
        var others = record.Candidates.Select(Against).OfType<string>().ToList();
        var parts = others.Take(MostOthers).Prepend(chosen is null ? "no account can take it" : For(record, chosen));
        return $"{basis}: {string.Join("; ", parts)}{(others.Count > MostOthers ? $"; and {others.Count - MostOthers} more" : "")}.";
    }

    /// <summary>Why no account can take it.</summary>
    public static string WhyNone(in RouteQuery query, RouteRecord record)
    {
        var asked = record.Candidates.FirstOrDefault(candidate => candidate.Verdict != RouteVerdict.NotAskedFor);
        return (query.WantedAccount, asked) switch
        {
            ({ }, null) => "There is no channel account of the name asked for.",
            ({ }, { Verdict: RouteVerdict.SwitchedOff }) => $"Channel account '{asked.Account}' takes no new payments: an operator switched it off.",
            ({ }, _) => $"Channel account '{asked.Account}' does not take {query.Method} in {query.Amount.Currency}.",
            _ when record.Candidates.Any(candidate => candidate.Verdict is RouteVerdict.SwitchedOff or RouteVerdict.Tried) =>
                $"No channel account can take {query.Method} in {query.Amount.Currency} now: {string.Join("; ", record.Candidates.Select(Against).OfType<string>().Take(MostOthers))}.",
            _ when record.Rule is { } rule => $"No channel account of routing rule '{rule}' takes {query.Method} in {query.Amount.Currency}.",
            _ => $"No channel account takes {query.Method} in {query.Amount.Currency}.",
        };
    }

    private static string For(RouteRecord record, RouteCandidate chosen)
    {
        var isDown = chosen.IsDown ? ", down like every other" : "";
        if (record.Rule is null)
        {
            return record.Candidates.Any(candidate => candidate.Verdict == RouteVerdict.NotAskedFor) && chosen.IsDown ? $"{chosen.Account} (down)" : $"{chosen.Account}{isDown}";
        }

        var peers = record.Candidates
            .Where(candidate => candidate.Verdict is RouteVerdict.Chosen or RouteVerdict.Eligible && candidate.IsDown == chosen.IsDown && candidate.Priority == chosen.Priority)
            .Sum(candidate => (long)Math.Max(0, candidate.Weight));
        return string.Create(CultureInfo.InvariantCulture, $"{chosen.Account} (priority {chosen.Priority}, weight {chosen.Weight} of {peers}, draw {record.Draw}{isDown})");
    }

    private static string? Against(RouteCandidate candidate) => candidate.Verdict switch
    {
        RouteVerdict.SwitchedOff => $"{candidate.Account} is switched off",
        RouteVerdict.Tried => $"{candidate.Account} was tried before",
        RouteVerdict.Eligible when candidate.IsDown => $"{candidate.Account} is down",
        _ => null,
    };
}
