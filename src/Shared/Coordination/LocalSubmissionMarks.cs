using Payments.Coordination;

namespace Payments.Shared.Coordination;

/// <summary>Marks of this process: the twin of shared ones, and what counts while those are away.</summary>
internal sealed class LocalSubmissionMarks(TimeProvider time) : ISubmissionMarks
{
    private const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly ExpiringMap<string> _out = new(Capacity, time);
    private readonly ExpiringMap<string> _spent = new(Capacity, time);

    public bool IsShared => false;

    public ValueTask<string> OfferAsync(string subject, string token, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_out.TryGet(subject, out var earlier) && _out.LeftOf(subject).Ticks >= lifetime.Ticks / 2)
            {
                return new(earlier);
            }

            _out.Set(subject, token, lifetime);
            return new(token);
        }
    }

    public ValueTask<bool> TrySpendAsync(string subject, string token, string owner, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (SpentBy(token) is { } who)
            {
                return new(who == owner);
            }

            if (_out.TryGet(subject, out var newest) && newest != token)
            {
                return new(false);
            }

            _out.Remove(subject);
            _spent.Set(token, owner, lifetime);
            return new(true);
        }
    }

    /// <summary>Marks a token that was put out elsewhere: whether a newer one is out is not known here.</summary>
    public bool TrySpendForeign(string token, string owner, TimeSpan lifetime)
    {
        lock (_gate)
        {
            if (SpentBy(token) is { } who)
            {
                return who == owner;
            }

            _spent.Set(token, owner, lifetime);
            return true;
        }
    }

    /// <summary>Whether somebody else used it here before.</summary>
    public bool IsSpentByOther(string token, string owner)
    {
        lock (_gate)
        {
            return SpentBy(token) is { } who && who != owner;
        }
    }

    private string? SpentBy(string token) => _spent.TryGet(token, out var who) ? who : null;
}
