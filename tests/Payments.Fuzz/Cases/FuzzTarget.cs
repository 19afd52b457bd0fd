using Payments.Channels;
using Payments.Fuzz.Mutations;

namespace Payments.Fuzz.Cases;

/// <summary>A channel, mutated callbacks for it, and the truth about them.</summary>
internal abstract class FuzzTarget
{
    /// <summary>When every callback arrives.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 5, 5, 29, 40, TimeSpan.Zero);

    public abstract string Name { get; }

    public abstract IPaymentChannel Channel { get; }

    /// <summary>What no text about a refusal may hold.</summary>
    public abstract IReadOnlyList<string> Secrets { get; }

    public abstract FuzzCase Make(Dice dice);

    /// <summary>Judges a callback the channel trusted.</summary>
    /// <returns>Which law it breaks, or <see langword="null"/>.</returns>
    public abstract string? Judge(FuzzCase fuzzCase, ChannelNotification notification);
}
