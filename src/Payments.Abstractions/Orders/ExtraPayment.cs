using System.Text.Json.Serialization;

namespace Payments;

/// <summary>Money that came in beyond what the order wanted: a second success, or one after the order had ended (law 1). It belongs back to its payer.</summary>
/// <param name="AttemptNo">The attempt that was paid beyond need.</param>
/// <param name="ChannelAccount">The account it came in on, and goes back from.</param>
/// <param name="Amount">How much came in.</param>
/// <param name="ChannelTransactionId">The channel's number of the payment.</param>
/// <param name="Status">What became of it.</param>
public sealed record ExtraPayment(string AttemptNo, string ChannelAccount, Money Amount, string ChannelTransactionId, ExtraPaymentStatus Status);

/// <summary>What became of money that came in beyond need.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExtraPaymentStatus>))]
public enum ExtraPaymentStatus
{
    /// <summary>Kept for somebody to decide, by <c>Payments:ExtraPayments</c> or because its refund failed.</summary>
    Held,

    /// <summary>On its way back, wholly or in part.</summary>
    Refunding,

    /// <summary>All of it went back.</summary>
    Refunded,
}
