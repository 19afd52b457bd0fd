using Payments.Storage;

namespace Payments.Core.Diagnostics;

/// <summary>Outcomes as tags.</summary>
internal static class Outcomes
{
    public const string Accepted = "accepted";
    public const string Rejected = "rejected";
    public const string Unknown = "unknown";

    /// <summary>The request breaks a limit.</summary>
    public const string Invalid = "invalid";

    /// <summary>Something of ours failed.</summary>
    public const string Faulted = "faulted";

    /// <summary>More than the store carries.</summary>
    public const string TurnedAway = "turned_away";

    /// <summary>The caller left.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>Nothing was sent.</summary>
    public const string Unreachable = "unreachable";

    public static string Of(OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.Accepted => Accepted,
        OrderOutcome.Rejected { Error.Code: PaymentErrorCodes.Overloaded } => TurnedAway,
        OrderOutcome.Rejected => Rejected,
        _ => Unknown,
    };

    public static string Of(RefundOutcome outcome) => outcome switch
    {
        RefundOutcome.Accepted => Accepted,
        RefundOutcome.Rejected => Rejected,
        _ => Unknown,
    };

    public static string Of(Exception fault) => fault switch
    {
        InvalidPaymentRequestException => Invalid,
        OperationCanceledException => Abandoned,
        _ => Faulted,
    };

    public static string Of(EvidenceVerdict verdict) => verdict switch
    {
        EvidenceVerdict.Applied => "applied",
        EvidenceVerdict.Duplicate => "duplicate",
        EvidenceVerdict.Ignored => "ignored",
        EvidenceVerdict.Quarantined => "quarantined",
        EvidenceVerdict.Refused => "refused",
        _ => "deferred",
    };
}
