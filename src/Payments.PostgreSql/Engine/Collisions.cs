using Npgsql;

namespace Payments.PostgreSql;

/// <summary>
/// Work of one transaction that another one was in the way of is done again, a bounded number of times: as often as there may be others, because of
/// many that are in each other's way one goes through.
/// </summary>
internal static class Collisions
{
    private const int Most = 50;

    public static async ValueTask<T> RepeatAsync<T>(Func<ValueTask<T>> act)
    {
        for (var collisions = 1; ; collisions++)
        {
            try
            {
                return await act().ConfigureAwait(false);
            }
            catch (PostgresException fault) when (Faults.IsCollision(fault) && collisions < Most)
            {
                // The other one goes first.
            }
        }
    }
}
