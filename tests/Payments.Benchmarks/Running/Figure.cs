namespace Payments.Benchmarks.Running;

/// <summary>What is compared.</summary>
internal enum Cost
{
    /// <summary>CPU time of the whole process, collections and helper threads included: what is left when a machine is shared and noisy.</summary>
    Cpu,

    /// <summary>Time on the wall.</summary>
    Wall,

    /// <summary>Bytes allocated by the calling thread.</summary>
    Bytes,
}

/// <summary>One figure: an operation of ours, and the least anybody would need for the same effect.</summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="cost">What is compared.</param>
/// <param name="bar">What the ratio may be at most; <see langword="null"/> for a figure that only informs.</param>
internal abstract class Figure(string name, Cost cost, double? bar) : IDisposable
{
    public string Name { get; } = name;

    public Cost Cost { get; } = cost;

    public double? Bar { get; } = bar;

    /// <summary>What the yardstick is, in a few words.</summary>
    public abstract string Yardstick { get; }

    /// <summary>A yardstick that is a number, in the unit of <see cref="Cost"/>, instead of a measurement.</summary>
    public virtual double? FixedYardstick => null;

    /// <summary>What the last round of ours came to, in the unit of <see cref="Cost"/>, where it is not what the round cost.</summary>
    public virtual double? Measured => null;

    /// <summary>The fewest operations one side runs at a time.</summary>
    public virtual int FewestOperations => 1;

    /// <summary>The most operations one side may run at a time.</summary>
    public virtual int MostOperations => int.MaxValue;

    /// <summary>Makes ready what a round needs and what does not count.</summary>
    public virtual Task BeforeOursAsync(int operations) => Task.CompletedTask;

    public abstract Task RunOursAsync(int operations);

    /// <summary>As <see cref="BeforeOursAsync"/>; our side has run as many operations just before.</summary>
    public virtual Task BeforeYardstickAsync(int operations) => Task.CompletedTask;

    public abstract Task RunYardstickAsync(int operations);

    /// <summary>Whether both sides did the same, after all rounds; throws what differs.</summary>
    public virtual void Check()
    {
    }

    public abstract void Dispose();
}
