using Payments.Conformance;

namespace Payments.Channels.Alipay.Tests.Conformance;

public sealed class ConformingAlipayCapabilities : ChannelCapabilityConformance<AlipayFixture>;

public sealed class ConformingAlipayValidation : ChannelValidationConformance<AlipayFixture>;

public sealed class ConformingAlipayCreates : ChannelCreateConformance<AlipayFixture>;

public sealed class ConformingAlipayQueries : ChannelQueryConformance<AlipayFixture>;

public sealed class ConformingAlipayCloses : ChannelCloseConformance<AlipayFixture>;

public sealed class ConformingAlipayNotifications : ChannelNotificationConformance<AlipayFixture>;

public sealed class ConformingAlipayRefunds : ChannelRefundConformance<AlipayFixture>;

public sealed class ConformingAlipayTransfers : ChannelTransferConformance<AlipayFixture>;

public sealed class ConformingAlipayBarcodes : ChannelBarcodeConformance<AlipayFixture>;

public sealed class ConformingAlipayStatements : ChannelStatementConformance<AlipayFixture>;

public sealed class ConformingAlipayNetwork : ChannelNetworkConformance<AlipayFixture>;

public sealed class ConformingAlipayRedaction : ChannelRedactionConformance<AlipayFixture>;

public sealed class ConformingAlipayConcurrency : ChannelConcurrencyConformance<AlipayFixture>;
