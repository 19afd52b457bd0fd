using Payments.Fleet.Nodes;
using Payments.Fleet.Stage;

namespace Payments.Fleet.Cells;

/// <summary>All cells, by name.</summary>
internal static class CellTable
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan BeyondLeases = TimeSpan.FromSeconds(6);

    /// <summary>No fault at all: what the load costs by itself.</summary>
    public static Cell Calm { get; } = new ServerKilled("calm", TimeSpan.FromSeconds(20), _ => Task.CompletedTask, _ => Task.CompletedTask);

    public static IReadOnlyList<Cell> All { get; } =
    [
        .. CrashPoint.All.Select(point => new CrashCell(point)),
        new NodeKilled(),
        new NodesKilled(),
        new NodeFrozen(FleetSettings.LongestLease + BeyondLeases),
        new ServerKilled("postgresql-killed", Away, servers => servers.Postgres.KillAsync(), servers => servers.Postgres.RestartAsync()),
        new ServerKilled("rabbitmq-killed", Away, servers => servers.Rabbit.KillAsync(), servers => servers.Rabbit.RestartAsync()),
        new ServerKilled("rabbitmq-frozen", Away, servers => Do(servers.Rabbit.Freeze), servers => Do(servers.Rabbit.Thaw)),
        new ServerKilled("redis-killed", Away, servers => servers.Redis.KillAsync(), servers => servers.Redis.RestartAsync()),
        new ServerKilled("redis-empty", TimeSpan.Zero, servers => servers.Redis.FlushAsync(), _ => Task.CompletedTask),
        new ServerKilled("redis-frozen", Away, servers => Do(servers.Redis.Freeze), servers => Do(servers.Redis.Thaw)),
    ];

    /// <summary>What the short form does one after the other: a point of each kind, and each server.</summary>
    public static IReadOnlyList<Cell> Short { get; } =
    [
        .. Named(
            CrashPoint.OrderAfterBegin,
            CrashPoint.CreateInFlight,
            CrashPoint.AnswerAfterCommit,
            CrashPoint.CallbackCommitInFlight,
            CrashPoint.CallbackAfterCommit,
            CrashPoint.RefundAfterWritten,
            CrashPoint.RefundInFlight,
            CrashPoint.SweepAfterAnswer,
            CrashPoint.BrokerAfterConfirm,
            CrashPoint.OutboxBeforeSettle,
            CrashPoint.WebhookAfterSend),
        new ServerKilled("postgresql-killed", TimeSpan.FromSeconds(1), servers => servers.Postgres.KillAsync(), servers => servers.Postgres.RestartAsync()),
        new ServerKilled("rabbitmq-killed", TimeSpan.FromSeconds(1), servers => servers.Rabbit.KillAsync(), servers => servers.Rabbit.RestartAsync()),
        new ServerKilled("redis-killed", TimeSpan.FromSeconds(1), servers => servers.Redis.KillAsync(), servers => servers.Redis.RestartAsync()),
        .. Named("redis-empty"),
    ];

    /// <summary>What stands still beside the short form: past the leases of requests, checks and the outbox.</summary>
    public static Cell ShortFreeze { get; } = new NodeFrozen(FleetSettings.RequestLeases);

    public static Cell? Find(string name) => name == Calm.Name ? Calm : All.FirstOrDefault(cell => cell.Name == name);

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static IEnumerable<Cell> Named(params string[] names) => names.Select(name => Find(name)!);
}
