using Microsoft.Extensions.Options;

namespace Payments.Webhooks;

/// <summary>
/// Who may have how many tries under way at this node. An endpoint whose last try failed gets one, all such endpoints together half of what there
/// is, and one that said when to come back none until then: however many are dead, the others are served.
/// </summary>
internal sealed class EndpointLanes(IOptions<WebhookOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private int _underWay;

    /// <summary>How many tries more this node may begin.</summary>
    public int Free
    {
        get
        {
            lock (_gate)
            {
                return options.Value.MaxConcurrency - _underWay;
            }
        }
    }

    /// <summary>The endpoints that may begin fewer tries than any other.</summary>
    public IReadOnlyDictionary<string, int> Shares()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Forget(now);
            var shares = new Dictionary<string, int>(StringComparer.Ordinal);
            var room = Math.Max(1, options.Value.MaxConcurrency / 2) - _lanes.Values.Where(lane => lane.IsFailing).Sum(lane => lane.UnderWay);
            foreach (var (endpointId, lane) in _lanes.OrderBy(each => each.Value.LastUsed))
            {
                var share = lane.PausedUntil > now ? 0 : lane.IsFailing ? Math.Min(1 - lane.UnderWay, room) : options.Value.MaxPerEndpoint - lane.UnderWay;
                shares[endpointId] = Math.Max(0, share);
                room -= lane.IsFailing ? shares[endpointId] : 0;
            }

            return shares;
        }
    }

    public void Enter(string endpointId)
    {
        lock (_gate)
        {
            if (!_lanes.TryGetValue(endpointId, out var lane))
            {
                _lanes[endpointId] = lane = new Lane();
            }

            lane.UnderWay++;
            lane.LastUsed = time.GetUtcNow();
            _underWay++;
        }
    }

    /// <summary>A try is over.</summary>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="result">What it came to; <see langword="null"/> when it was not finished.</param>
    public void Leave(string endpointId, SendResult? result)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var lane = _lanes[endpointId];
            lane.UnderWay--;
            lane.LastUsed = now;
            lane.IsFailing = result is null ? lane.IsFailing : !result.IsTaken;
            lane.PausedUntil = result is { IsTaken: false, RetryAfter: { } wanted } ? now + (wanted < RetrySchedule.MostPatience ? wanted : RetrySchedule.MostPatience) : lane.PausedUntil;
            _underWay--;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (endpointId, lane) in _lanes)
        {
            if (lane.UnderWay == 0 && lane.PausedUntil <= now && (!lane.IsFailing || now - lane.LastUsed > Memory))
            {
                _lanes.Remove(endpointId);
            }
        }
    }

    private sealed class Lane
    {
        public int UnderWay { get; set; }

        public bool IsFailing { get; set; }

        public DateTimeOffset PausedUntil { get; set; }

        public DateTimeOffset LastUsed { get; set; }
    }
}
