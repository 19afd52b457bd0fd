using System.Runtime.InteropServices;

namespace Payments.Simulation.Stage;

/// <summary>What will happen, in the order of its time; what is due at the same time, in the order it was written down.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Entry, Moment> _entries = new(256);
    private long _count;

    public int Count => _entries.Count;

    public void Add(long at, Life? life, Action happens) => _entries.Enqueue(new Entry(at, life, happens), new Moment(at, _count++));

    public bool TryNext(out Entry entry) => _entries.TryDequeue(out entry, out _);

    /// <param name="At">When, in ticks of the world.</param>
    /// <param name="Life">Whose it is: nothing happens when that life is over.</param>
    /// <param name="Happens">What happens.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Entry(long At, Life? Life, Action Happens);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Moment(long At, long Number) : IComparable<Moment>
    {
        public int CompareTo(Moment other) => At != other.At ? At.CompareTo(other.At) : Number.CompareTo(other.Number);
    }
}
