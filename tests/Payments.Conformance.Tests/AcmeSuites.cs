namespace Payments.Conformance.Tests;

#region channel-suites
public sealed class AcmeCapabilities : ChannelCapabilityConformance<AcmeFixture>;

public sealed class AcmeValidation : ChannelValidationConformance<AcmeFixture>;

public sealed class AcmeCreates : ChannelCreateConformance<AcmeFixture>;

public sealed class AcmeQueries : ChannelQueryConformance<AcmeFixture>;

public sealed class AcmeCloses : ChannelCloseConformance<AcmeFixture>;

public sealed class AcmeNotifications : ChannelNotificationConformance<AcmeFixture>;

public sealed class AcmeRefunds : ChannelRefundConformance<AcmeFixture>;

public sealed class AcmeTransfers : ChannelTransferConformance<AcmeFixture>;

public sealed class AcmeBarcodes : ChannelBarcodeConformance<AcmeFixture>;

public sealed class AcmeStatements : ChannelStatementConformance<AcmeFixture>;

public sealed class AcmeNetwork : ChannelNetworkConformance<AcmeFixture>;

public sealed class AcmeRedaction : ChannelRedactionConformance<AcmeFixture>;

public sealed class AcmeConcurrency : ChannelConcurrencyConformance<AcmeFixture>;
#endregion
