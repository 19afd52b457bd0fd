namespace Payments.Drill.Reckoning;

/// <summary>The results side by side, as Markdown.</summary>
internal static class Table
{
    public static IEnumerable<string> Lines(IReadOnlyList<Result> results)
    {
        yield return $"| | {string.Join(" | ", results.Select(result => OutageKinds.NameOf(result.Kind)))} | bar |";
        yield return $"|---|{string.Concat(results.Select(_ => "---:|"))}---|";
        var columns = results.Select(result => result.Figures).ToList();
        for (var row = 0; row < columns[0].Count; row++)
        {
            var cells = columns.Select(column => column[row].IsHeld ? column[row].Value : $"**{column[row].Value}**");
            yield return $"| {columns[0][row].Name} | {string.Join(" | ", cells)} | {columns[0][row].Bar} |";
        }
    }

    public static string Summary(IReadOnlyList<Result> results)
    {
        var missed = results.SelectMany(result => result.Missed).ToList();
        var orders = results.Sum(result => result.Books.Orders);
        return missed.Count == 0
            ? $"{results.Count} outages, {orders:N0} orders: every bar held"
            : $"{results.Count} outages, {orders:N0} orders: {missed.Count} bars missed: {string.Join("; ", missed)}";
    }
}
