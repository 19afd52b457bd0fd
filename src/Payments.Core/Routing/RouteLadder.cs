using System.Numerics;

namespace Payments.Core.Routing;

/// <summary>
/// Accounts in the order they are taken: by priority, those of equal priority by weight; accounts of weight 0 after all others. Health only prefers:
/// an account that is down is taken when no healthy one is left. One bit for each account.
/// </summary>
internal sealed class RouteLadder
{
    private readonly ulong[] _rungs;
    private readonly int[] _shares;

    /// <param name="priorities">By account.</param>
    /// <param name="weights">By account; less than 0 counts as 0.</param>
    /// <param name="members">The accounts on the ladder.</param>
    public RouteLadder(IReadOnlyList<int> priorities, IReadOnlyList<int> weights, ulong members)
    {
        Members = members;
        _shares = [.. weights.Select(weight => Math.Max(1, weight))];
        _rungs =
        [
            .. Enumerable.Range(0, priorities.Count)
                .Where(account => (members & (1UL << account)) != 0)
                .GroupBy(account => (IsLast: weights[account] <= 0, Priority: priorities[account]))
                .OrderBy(rung => rung.Key)
                .Select(rung => rung.Aggregate(0UL, (mask, account) => mask | (1UL << account))),
        ];
    }

    public ulong Members { get; }

    /// <returns>The account's place; -1 when <paramref name="pool"/> has none of the ladder.</returns>
    public int Choose(ulong pool, ulong down, int draw)
    {
        pool &= Members;
        var healthy = pool & ~down;
        var preferred = healthy != 0 ? healthy : pool;
        foreach (var rung in _rungs)
        {
            if ((rung & preferred) is > 0 and var candidates)
            {
                return Draw(candidates, draw);
            }
        }

        return -1;
    }

    /// <summary>What the account's weight is drawn among.</summary>
    private int Draw(ulong candidates, int draw)
    {
        if (BitOperations.IsPow2(candidates))
        {
            return BitOperations.TrailingZeroCount(candidates);
        }

        var total = 0L;
        for (var rest = candidates; rest != 0; rest &= rest - 1)
        {
            total += _shares[BitOperations.TrailingZeroCount(rest)];
        }

        var mark = draw * total / RouteDraw.Steps;
        var account = -1;
        for (var rest = candidates; rest != 0 && mark >= 0; rest &= rest - 1)
        {
            account = BitOperations.TrailingZeroCount(rest);
            mark -= _shares[account];
        }

        return account;
    }
}
