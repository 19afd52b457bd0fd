using Payments.Conformance;
using Payments.Storage;

namespace Payments.Architecture.Tests.Snippets;

// Inside a class that is not public, so that the suites are compiled here and not run.
internal static class StoreSnippets
{
    #region store-tests
    public sealed class AcmeOrders : OrderConformance<AcmeFixture>;

    public sealed class AcmeIdempotency : IdempotencyConformance<AcmeFixture>;

    public sealed class AcmeCommits : CommitConformance<AcmeFixture>;

    public sealed class AcmeRefunds : RefundConformance<AcmeFixture>;

    public sealed class AcmeChargeRights : ChargeRightConformance<AcmeFixture>;

    public sealed class AcmeEvidence : EvidenceConformance<AcmeFixture>;

    public sealed class AcmeEvents : EventConformance<AcmeFixture>;

    public sealed class AcmeOutbox : OutboxConformance<AcmeFixture>;

    public sealed class AcmeOutboxModel : OutboxModelConformance<AcmeFixture>;

    public sealed class AcmeChecks : CheckConformance<AcmeFixture>;

    public sealed class AcmeSwitches : SwitchConformance<AcmeFixture>;

    public sealed class AcmeNodes : NodesConformance<AcmeFixture>;
    #endregion

    public sealed class AcmeFixture : PaymentStoreFixture
    {
        public override ValueTask<IPaymentStore> CreateStoreAsync() => ValueTask.FromException<IPaymentStore>(new NotSupportedException("An example."));

        public override ValueTask MakeSchemaNewerAsync() => ValueTask.CompletedTask;

        protected override ValueTask DisposeCoreAsync() => ValueTask.CompletedTask;
    }
}
