namespace Payments.Channels.Alipay;

/// <summary>
/// What the payer's browser brought back after a page payment. It never says that the order is paid: only a callback or a query does. A closed set.
/// </summary>
public abstract record AlipayReturn
{
    private AlipayReturn()
    {
    }

    /// <summary>Alipay sent the browser here for this payment.</summary>
    /// <param name="AttemptNo">The attempt's number (<c>out_trade_no</c>).</param>
    /// <param name="Amount">The amount, as information.</param>
    /// <param name="ChannelTransactionId">Alipay's number of the payment.</param>
    public sealed record Verified(string AttemptNo, Money Amount, string? ChannelTransactionId) : AlipayReturn;

    /// <summary>The parameters cannot be trusted; show the order as our own records have it.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Refused(VerificationFailure Failure) : AlipayReturn;
}
