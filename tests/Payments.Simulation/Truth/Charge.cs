namespace Payments.Simulation.Truth;

/// <summary>How a payment really stands at its channel.</summary>
internal enum ChargeState
{
    /// <summary>The channel knows nothing of it (yet).</summary>
    Absent,

    /// <summary>There is a QR code, and no payment before somebody scans it (Alipay).</summary>
    Unscanned,

    Waiting,

    /// <summary>The payer confirms at this moment.</summary>
    Paying,

    Paid,

    /// <summary>Paid, and then given back whole by a reversal.</summary>
    Reversed,

    Closed,

    Failed,
}

/// <summary>One of our attempts as it really stands: what the channel has, what is on its way there, and what the payer was handed.</summary>
internal sealed class Charge(string attemptNo, OrderNo orderNo, PaymentMethod method, AccountTruth account)
{
    public string AttemptNo { get; } = attemptNo;

    public OrderNo OrderNo { get; } = orderNo;

    public PaymentMethod Method { get; } = method;

    public bool IsBarcode { get; } = Stage.KnownMethods.IsBarcode(method);

    public AccountTruth Account { get; } = account;

    public ChargeState State { get; set; }

    public Money Amount { get; set; }

    public DateTimeOffset ExpiresAt { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>The auth code's or the QR code's text.</summary>
    public string? Credential { get; set; }

    public string? TransactionId { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>Whose money was taken.</summary>
    public string? Wallet { get; set; }

    /// <summary>Requests that may charge without the payer's doing and have not arrived.</summary>
    public int OnTheirWay { get; set; }

    /// <summary>Whether anything that can charge was ever sent, or a credential handed out.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Whether the channel said that it knows no such payment: all that can be learned of a code that nobody scanned.</summary>
    public bool WasToldAbsent { get; set; }

    public List<RefundLine> Refunds { get; } = [];

    public bool WasPaid => State is ChargeState.Paid or ChargeState.Reversed;

    /// <summary>Whether it is certain that no money will ever be taken for it.</summary>
    public bool IsDead(DateTimeOffset now) => State switch
    {
        ChargeState.Closed or ChargeState.Failed or ChargeState.Reversed => true,
        ChargeState.Paid => false,
        ChargeState.Paying => false,
        ChargeState.Absent when !IsBarcode => ExpiresAt <= now,
        ChargeState.Absent => OnTheirWay == 0 || Account.World.IsCodeDead(Credential),
        _ => now >= ExpiresAt,
    };

    public long RefundTaken => Refunds.Sum(line => line.Status is RefundTruth.Processing or RefundTruth.Succeeded or RefundTruth.Abnormal ? line.Amount.MinorUnits : 0);
}

internal enum RefundTruth
{
    Processing,
    Succeeded,
    Closed,
    Abnormal,
}

/// <summary>A refund as it really stands at its channel.</summary>
internal sealed class RefundLine(string refundNo, Charge charge, Money amount, string channelRefundId)
{
    public string RefundNo { get; } = refundNo;

    public Charge Charge { get; } = charge;

    public Money Amount { get; } = amount;

    public string ChannelRefundId { get; } = channelRefundId;

    public RefundTruth Status { get; set; }

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? SucceededAt { get; set; }
}
