namespace Payments.Conformance;

/// <summary>The calls every network fault is tried on.</summary>
public enum ChannelCall
{
    /// <summary>Asks for a credential.</summary>
    Create,

    /// <summary>Asks how a payment stands.</summary>
    Query,

    /// <summary>Closes.</summary>
    Close,

    /// <summary>Refunds.</summary>
    Refund,

    /// <summary>Asks how a refund stands.</summary>
    QueryRefund,
}
