using Payments.AspNetCore.Bodies;

namespace Payments.AspNetCore.Webhooks;

internal static class Paging
{
    private const int DefaultMax = 100;
    private const int MaxMax = 1_000;

    public static int Max(QueryFields query, FieldProblems problems)
    {
        var max = query.Integer("max", required: false) ?? DefaultMax;
        if (max is >= 1 and <= MaxMax)
        {
            return (int)max;
        }

        problems.Limit("max", "is 1 to 1,000.");
        return DefaultMax;
    }
}
