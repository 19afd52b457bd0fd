namespace Payments.Core.Routing;

/// <summary>A choice in words, for an operator.</summary>
internal static class RouteWords
{
    public static string Explain(RouteRecord record) => record.Rule is null ? $"{record.Chosen}: no rule" : $"{record.Chosen}: rule '{record.Rule}'";

    /// <summary>Why no account can take it.</summary>
    public static string WhyNone(in RouteQuery query, RouteRecord record)
    {
        var account = query.WantedAccount;
        return account is null
            ? $"No channel account takes {query.Method} in {query.Amount.Currency}."
            : record.Candidates.Any(candidate => candidate.Account == account)
                ? $"Channel account '{account}' does not take {query.Method} in {query.Amount.Currency}."
                : "There is no channel account of the name asked for.";
    }
}
