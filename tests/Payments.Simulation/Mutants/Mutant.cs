using Payments.Channels;
using Payments.Simulation.Stage;
using Payments.Storage;

namespace Payments.Simulation.Mutants;

/// <summary>A planted bug: decorators around the engine's seams. The base plants nothing.</summary>
internal class Mutant
{
    private static readonly Mutant None = new();

    public static IReadOnlyDictionary<string, Mutant> All { get; } = new SortedDictionary<string, Mutant>(StringComparer.Ordinal)
    {
    };

    public static Mutant Find(string? name) => name is null ? None : All[name];

    public virtual IPaymentStore Plant(IPaymentStore store, World world) => store;

    public virtual IPaymentChannel Plant(IPaymentChannel channel, TimeProvider time) => channel;

    public virtual IPaymentClient Plant(IPaymentClient client) => client;

    public virtual INotificationReceiver Plant(INotificationReceiver receiver, IPaymentChannels channels) => receiver;
}
