using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Channels;
using Payments.Core.Events;
using Payments.Core.Health;
using Payments.Core.Notifications;
using Payments.Core.Orders;
using Payments.Core.Refunds;
using Payments.Core.Sweeping;
using Payments.Core.Switching;
using Payments.Simulation.Mutants;
using Payments.Simulation.Stage;
using Payments.Simulation.Store;
using Payments.Simulation.Wires;
using Payments.Storage;

namespace Payments.Simulation.Nodes;

/// <summary>The real engine of one node's life, put together by hand: a container for each life would cost more than the life.</summary>
internal sealed class NodeEngine
{
    public NodeEngine(World world, Node node, Life life, TimeSpan clockOffset)
    {
        var entropy = world.Engine;
        Time = new VirtualTime(world, life, clockOffset);
        var options = Options.Create(world.Scenario.HoldsExtras ? Settings.Holding : Settings.Refunding);
        var mutant = Mutant.Find(world.Scenario.Case.Mutant);
        IPaymentStore store = mutant.Plant(new MemoryStore(world, node, life), world);
        IPaymentChannels channels = new Accounts([.. world.Channels.Accounts.Select(account => mutant.Plant(new SimChannel(world, node, life, account, Time), world))]);
        ILogger<T> Logger<T>() => new SimLogger<T>(world, node.Name);

        var signal = new CommitSignal();
        var schedule = new CheckSchedule(channels, options, entropy, Time);
        Health = new HealthBook(channels, entropy, options, Time, Logger<HealthBook>());
        Switches = new SwitchBoard(channels, new OneService(store), options, Time, Logger<SwitchBoard>());
        var caller = new ChannelCaller(options, Health, Time, Logger<ChannelCaller>());
        var router = new SimRouter(world, channels, Switches, Health);
        var writer = new OrderWriter(store, schedule, signal, Time, Logger<OrderWriter>());
        var evidencing = new Evidencing(writer, options, Time);
        var attempts = new AttemptFactory(router, options, Time);
        var failover = new Failover(channels, router, attempts, Health, writer, options, Time, Logger<Failover>());
        var refresh = new RefreshOrder(channels, caller, evidencing, writer);
        var runner = new AttemptRunner(channels, caller, attempts, failover, refresh, evidencing, writer, options, Time);
        var admission = new OrderAdmission(options, Time, Logger<OrderAdmission>());
        var create = new CreateOrder(store, router, new OrderNoGenerator(entropy, Time), attempts, runner, signal, admission, options, Time, Logger<CreateOrder>());
        var close = new CloseOrder(channels, caller, refresh, writer, options, Time);
        var change = new ChangeMethod(channels, router, attempts, runner, close, writer, options, Time);
        var sender = new RefundSender(channels, caller, Switches, refresh, writer, options, Time);
        var refund = new RefundOrder(store, sender, writer, channels, options, Time);
        var check = new OrderCheck(refresh, close, sender, schedule, options, Time, Logger<OrderCheck>());
        var delivery = new EventDelivery(world.Inbox.Subscriptions, NoScopes.Instance, options, entropy, Time, Logger<EventDelivery>());
        Client = mutant.Plant(new PaymentClient(store, create, refresh, close, change, refund, new OrderTurns(YesLocks.Instance, store, Time, Logger<OrderTurns>())));
        Notifications = mutant.Plant(new NotificationReceiver(channels, store, writer, evidencing, options, Time, Logger<NotificationReceiver>()), channels);
        Sweep = new SweepRound(store, check, schedule, options, Time, Logger<OrderSweeper>());
        Outbox = new OutboxRound(store, delivery, options, Time);
        Prober = new HealthProber(Health, channels, caller, entropy, options, Time, Logger<HealthProber>());
        Sharing = new HealthSharing(Health, channels, NoScopes.Instance, entropy, options, Time, Logger<HealthSharing>());
        AccountsView = new ChannelAccounts(channels, Health, Switches, router, store, Time);
    }

    public VirtualTime Time { get; }

    public IPaymentClient Client { get; }

    public INotificationReceiver Notifications { get; }

    public SweepRound Sweep { get; }

    public OutboxRound Outbox { get; }

    public HealthBook Health { get; }

    public HealthProber Prober { get; }

    public HealthSharing Sharing { get; }

    public SwitchBoard Switches { get; }

    public IChannelAccounts AccountsView { get; }

    private sealed class Accounts(IPaymentChannel[] all) : IPaymentChannels
    {
        public IReadOnlyList<IPaymentChannel> All => all;

        public IPaymentChannel? Find(string account) => Array.Find(all, channel => channel.Account == account);
    }

    private sealed class OneService(IPaymentStore store) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IPaymentStore) ? store : null;
    }

    private static class Settings
    {
        public static readonly PaymentsOptions Refunding = new() { NotifyUrl = "https://pay.example/notify" };
        public static readonly PaymentsOptions Holding = new() { NotifyUrl = "https://pay.example/notify", ExtraPayments = ExtraPaymentPolicy.Hold };
    }
}
