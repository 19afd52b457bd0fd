using Payments.Channels;
using Payments.Simulation.Stage;
using Payments.Storage;

namespace Payments.Simulation.Mutants;

/// <summary>A planted bug: decorators around the engine's seams, made anew for each life of a node. The base plants nothing.</summary>
internal class Mutant
{
    private static readonly SortedDictionary<string, Planting> Known = new(StringComparer.Ordinal)
    {
        ["timeout-as-failed"] = new("Law03", () => new ChannelMutant((channel, _) => new TimeoutAsFailed(channel))),
        ["ack-before-commit"] = new("Law04", () => new AckBeforeCommit()),
        ["failover-after-credential-shown"] = new("Law03", () => new StoreMutant((store, world) => new HiddenCredential(store, world))),
        ["refund-under-new-number"] = new("Law06", () => new ChannelMutant((channel, _) => new RefundUnderNewNumber(channel))),
        ["close-without-asking"] = new("Law03", () => new ChannelMutant((channel, _) => new CloseWithoutAsking(channel))),
        ["expires-here-only"] = new("Law03", () => new ChannelMutant((channel, world) => new ExpiresHereOnly(channel, world))),
        ["event-lost-when-handler-fails"] = new("Law04", () => new StoreMutant((store, _) => new LostEvent(store))),
        ["second-success-throws"] = new("Law08", () => new StoreMutant((store, _) => new SecondSuccessThrows(store))),
        ["second-success-overwrites"] = new("Law01", () => new StoreMutant((store, _) => new SecondSuccessOverwrites(store))),
        ["second-success-unseen"] = new("Law07", () => new StoreMutant((store, _) => new SecondSuccessThrows(store))),
        ["amount-not-compared"] = new("Law02", () => new ChannelMutant((channel, world) => new AmountNotCompared(channel, world))),
        ["queries-exhausted-as-failed"] = new("Law03", () => new ChannelMutant((channel, _) => new QueriesExhausted(channel))),
        ["request-lease-too-short"] = new("Law05", () => new StoreMutant((store, _) => new ShortLease(store))),
        ["refund-without-key"] = new("Law06", () => new RefundWithoutKey()),
        ["state-without-event"] = new("Law04", () => new StoreMutant((store, _) => new StateWithoutEvent(store))),
        ["versions-ignored"] = new("Law09", () => new StoreMutant((store, world) => new VersionsIgnored(store, world))),
        ["secret-told"] = new("Law10", () => new ChannelMutant((channel, _) => new SecretTold(channel))),
    };

    private static readonly Mutant None = new();

    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The law that must see the bug.</summary>
    public static string LawOf(string name) => Known[name].Law;

    public static Mutant Find(string? name) => name is null ? None : Known[name].Make();

    public virtual IPaymentStore Plant(IPaymentStore store, World world) => store;

    public virtual IPaymentChannel Plant(IPaymentChannel channel, World world) => channel;

    public virtual IPaymentClient Plant(IPaymentClient client) => client;

    public virtual INotificationReceiver Plant(INotificationReceiver receiver, IPaymentChannels channels) => receiver;

    private sealed record Planting(string Law, Func<Mutant> Make);

    private sealed class StoreMutant(Func<IPaymentStore, World, IPaymentStore> plant) : Mutant
    {
        public override IPaymentStore Plant(IPaymentStore store, World world) => plant(store, world);
    }

    private sealed class ChannelMutant(Func<IPaymentChannel, World, IPaymentChannel> plant) : Mutant
    {
        public override IPaymentChannel Plant(IPaymentChannel channel, World world) => plant(channel, world);
    }
}
