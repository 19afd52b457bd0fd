using Payments.Conformance;

namespace Payments.PostgreSql.Tests;

public sealed class PostgreSqlOrders : OrderConformance<PostgreSqlFixture>;

public sealed class PostgreSqlIdempotency : IdempotencyConformance<PostgreSqlFixture>;

public sealed class PostgreSqlCommits : CommitConformance<PostgreSqlFixture>;

public sealed class PostgreSqlRefunds : RefundConformance<PostgreSqlFixture>;

public sealed class PostgreSqlChargeRights : ChargeRightConformance<PostgreSqlFixture>;

public sealed class PostgreSqlEvidence : EvidenceConformance<PostgreSqlFixture>;

public sealed class PostgreSqlEvents : EventConformance<PostgreSqlFixture>;

public sealed class PostgreSqlOutbox : OutboxConformance<PostgreSqlFixture>;

public sealed class PostgreSqlOutboxModel : OutboxModelConformance<PostgreSqlFixture>;

public sealed class PostgreSqlBacklog : BacklogConformance<PostgreSqlFixture>;

public sealed class PostgreSqlChecks : CheckConformance<PostgreSqlFixture>;

public sealed class PostgreSqlSwitches : SwitchConformance<PostgreSqlFixture>;

public sealed class PostgreSqlNodes : NodesConformance<PostgreSqlFixture>;

public sealed class PostgreSqlWebhooks : WebhookConformance<PostgreSqlFixture>;

public sealed class PostgreSqlReconciliation : ReconciliationConformance<PostgreSqlFixture>;
