using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Core.Diagnostics;

namespace Payments.Core.Orders;

/// <summary>
/// How many new orders this node has at its store at once. An answer of the store that comes later than is good says that more is under way than the store
/// carries: the number goes down by a third, once for all that were under way together, and up again with answers in time, like a window of TCP. Without it
/// all orders would be answered late, repeated by clients who no longer wait, and the repetitions would keep the node down.
/// </summary>
internal sealed class OrderAdmission(IOptions<PaymentsOptions> options, TimeProvider time, ILogger<OrderAdmission> logger)
{
    /// <summary>So many are let in however late the store answers: their answers are how the node finds out that it answers in time again.</summary>
    public const int Fewest = 16;

    /// <summary>More than any store carries in the time: where nothing was late yet, nobody is turned away before the store has said something.</summary>
    public const int Most = 4_096;

    // What is turned away costs a look-up at most, and these must not be what overloads the store.
    private const int MostLookups = 16;

    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private int _limit = Most;
    private int _inside;
    private int _inTime;
    private int _lookups;
    private long _loweredAt = long.MinValue;
    private long _fullAt = long.MinValue;
    private long? _turnedAwayAt;

    /// <summary>Lets a new order in, or does not.</summary>
    /// <param name="enteredAt">For <see cref="Leave"/>.</param>
    public bool TryEnter(out long enteredAt)
    {
        lock (_gate)
        {
            enteredAt = time.GetTimestamp();
            var isIn = _inside < _limit;
            _inside += isIn ? 1 : 0;
            _fullAt = _inside >= _limit ? enteredAt : _fullAt;
            return isIn;
        }
    }

    /// <summary>The store has answered.</summary>
    /// <param name="enteredAt">When it was asked.</param>
    /// <param name="isAnswer">Not a fault: one that comes at once says nothing of what the store carries.</param>
    public void Leave(long enteredAt, bool isAnswer)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var took = time.GetElapsedTime(enteredAt, now);
            var most = options.Value.StoreDelayLimit;
            if (took > most)
            {
                Lower(enteredAt, now);
            }
            else if (isAnswer && enteredAt <= _fullAt)
            {
                // It was full while this one was under way: where it was not, nobody wants more.
                Raise(isEarly: took.Ticks < most.Ticks / 4);
            }

            _inside--;
        }
    }

    /// <summary>Asks whether what was turned away is known already: that was let in once, and answering it costs next to nothing.</summary>
    /// <param name="isKnown">Asks the store.</param>
    /// <returns>Whether it is known; <see langword="false"/> also when too many ask.</returns>
    public async ValueTask<bool> IsKnownAsync(Func<ValueTask<bool>> isKnown)
    {
        try
        {
            return Interlocked.Increment(ref _lookups) <= MostLookups && await isKnown().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _lookups);
        }
    }

    /// <summary>One was turned away: said once, until a minute went by without any.</summary>
    public void TurnedAway()
    {
        int limit;
        bool isFirst;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            isFirst = _turnedAwayAt is not { } last || time.GetElapsedTime(last, now) > Calm;
            _turnedAwayAt = now;
            limit = _limit;
        }

        if (isFirst)
        {
            Log.OrdersTurnedAway(logger, options.Value.StoreDelayLimit, limit);
        }
    }

    private void Lower(long enteredAt, long now)
    {
        // Those who came in before the last lowering tell of what it was for. And so few that come late are not late for being many.
        if (enteredAt >= _loweredAt && _inside > Fewest)
        {
            _limit = Math.Max(Fewest, Math.Min(_limit, _inside) * 2 / 3);
            _loweredAt = now;
            _inTime = 0;
        }
    }

    private void Raise(bool isEarly)
    {
        if (isEarly || ++_inTime >= _limit)
        {
            _limit = Math.Min(Most, _limit + 1);
            _inTime = 0;
        }
    }
}
