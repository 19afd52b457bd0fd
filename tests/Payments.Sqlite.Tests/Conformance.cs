using Payments.Conformance;

namespace Payments.Sqlite.Tests;

public sealed class SqliteOrders : OrderConformance<SqliteFixture>;

public sealed class SqliteIdempotency : IdempotencyConformance<SqliteFixture>;

public sealed class SqliteCommits : CommitConformance<SqliteFixture>;

public sealed class SqliteRefunds : RefundConformance<SqliteFixture>;

public sealed class SqliteChargeRights : ChargeRightConformance<SqliteFixture>;

public sealed class SqliteEvidence : EvidenceConformance<SqliteFixture>;

public sealed class SqliteEvents : EventConformance<SqliteFixture>;

public sealed class SqliteOutbox : OutboxConformance<SqliteFixture>;

public sealed class SqliteOutboxModel : OutboxModelConformance<SqliteFixture>;

public sealed class SqliteBacklog : BacklogConformance<SqliteFixture>;

public sealed class SqliteChecks : CheckConformance<SqliteFixture>;

public sealed class SqliteSwitches : SwitchConformance<SqliteFixture>;

public sealed class SqliteNodes : NodesConformance<SqliteFixture>;

public sealed class SqliteWebhooks : WebhookConformance<SqliteFixture>;

public sealed class SqliteReconciliation : ReconciliationConformance<SqliteFixture>;
