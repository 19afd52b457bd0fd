namespace Payments.Simulators.Alipay.Refunds;

/// <summary>One refund of a trade, under the merchant's request number.</summary>
internal sealed class AlipayRefund(string requestNo, long amountFen, string? reason, DateTimeOffset requestedAt)
{
    public string RequestNo => requestNo;

    public long AmountFen => amountFen;

    public string? Reason => reason;

    public DateTimeOffset RequestedAt => requestedAt;

    /// <summary>When the money went back; null while undecided.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>Stays undecided however often it is repeated, until the control API settles it.</summary>
    public bool IsStuck { get; set; }

    public bool IsDone => DoneAt is not null;
}
