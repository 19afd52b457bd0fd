using System.Text.Json.Serialization;

namespace Payments;

/// <summary>Where a payment order stands. It only ever moves towards the end of its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>Written down; no channel has accepted it yet.</summary>
    Created,

    /// <summary>A channel may take the payment; the payer has not paid, or we do not know yet.</summary>
    Pending,

    /// <summary>Paid by one attempt, on verified evidence.</summary>
    Paid,

    /// <summary>Paid, and part of it refunded.</summary>
    PartiallyRefunded,

    /// <summary>Paid, and all of it refunded.</summary>
    Refunded,

    /// <summary>Ended without payment, on request or by expiry. A later success is an extra payment.</summary>
    Closed,

    /// <summary>Ended without payment because every channel asked refused it.</summary>
    Failed,
}

/// <summary>Where one try at one channel account stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttemptStatus>))]
public enum AttemptStatus
{
    /// <summary>Nothing was sent to the channel.</summary>
    Created,

    /// <summary>About to be sent, or sent: written before the call, so that a crash leaves a trace.</summary>
    Sent,

    /// <summary>The channel accepted it and the payer's credential may have been handed out.</summary>
    AwaitingPayer,

    /// <summary>Sent, and no answer that can be trusted came back. Only the channel can tell.</summary>
    Unknown,

    /// <summary>The channel took the money.</summary>
    Succeeded,

    /// <summary>The channel definitely refused it.</summary>
    Failed,

    /// <summary>Closed at the channel: it can no longer be paid.</summary>
    Closed,
}
