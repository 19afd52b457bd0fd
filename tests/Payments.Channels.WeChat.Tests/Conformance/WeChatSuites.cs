using Payments.Conformance;

namespace Payments.Channels.WeChat.Tests.Conformance;

public sealed class ConformingWeChatCapabilities : ChannelCapabilityConformance<WeChatFixture>;

public sealed class ConformingWeChatValidation : ChannelValidationConformance<WeChatFixture>;

public sealed class ConformingWeChatCreates : ChannelCreateConformance<WeChatFixture>;

public sealed class ConformingWeChatQueries : ChannelQueryConformance<WeChatFixture>;

public sealed class ConformingWeChatCloses : ChannelCloseConformance<WeChatFixture>;

public sealed class ConformingWeChatNotifications : ChannelNotificationConformance<WeChatFixture>;

public sealed class ConformingWeChatRefunds : ChannelRefundConformance<WeChatFixture>;

public sealed class ConformingWeChatTransfers : ChannelTransferConformance<WeChatFixture>;

public sealed class ConformingWeChatBarcodes : ChannelBarcodeConformance<WeChatFixture>;

public sealed class ConformingWeChatStatements : ChannelStatementConformance<WeChatFixture>;

public sealed class ConformingWeChatNetwork : ChannelNetworkConformance<WeChatFixture>;

public sealed class ConformingWeChatRedaction : ChannelRedactionConformance<WeChatFixture>;

public sealed class ConformingWeChatConcurrency : ChannelConcurrencyConformance<WeChatFixture>;
