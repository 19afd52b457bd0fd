using Payments.Channels;

namespace Payments.Fuzz.Run;

/// <summary>What one worker saw of one channel. Written by one thread, read by the one that prints.</summary>
internal sealed class Tally
{
    private readonly long[] _refused = new long[Enum.GetValues<VerificationFailureReason>().Length];

    public long Cases { get; private set; }

    public long Verified { get; private set; }

    public long MostAllocated { get; private set; }

    public TimeSpan Longest { get; private set; }

    public IEnumerable<(VerificationFailureReason Reason, long Count)> Refused =>
        _refused.Select((count, reason) => ((VerificationFailureReason)reason, count)).Where(item => item.count > 0);

    public static Tally Sum(IEnumerable<Tally> tallies)
    {
        var sum = new Tally();
        foreach (var tally in tallies)
        {
            sum.Cases += tally.Cases;
            sum.Verified += tally.Verified;
            sum.MostAllocated = Math.Max(sum.MostAllocated, tally.MostAllocated);
            sum.Longest = tally.Longest > sum.Longest ? tally.Longest : sum.Longest;
            for (var i = 0; i < sum._refused.Length; i++)
            {
                sum._refused[i] += tally._refused[i];
            }
        }

        return sum;
    }

    public void Add(Observation observation)
    {
        Cases++;
        Longest = observation.Elapsed > Longest ? observation.Elapsed : Longest;
        if (observation.Reading is NotificationReading.Refused refused)
        {
            _refused[(int)refused.Failure.Reason]++;
            MostAllocated = Math.Max(MostAllocated, observation.Allocated);
        }
        else if (observation.Reading is NotificationReading.Verified)
        {
            Verified++;
        }
    }
}
