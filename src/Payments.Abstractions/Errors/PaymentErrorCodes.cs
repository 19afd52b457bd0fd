namespace Payments;

/// <summary>Stable error codes. A code never changes its meaning; each has a section in docs/errors.md.</summary>
public static class PaymentErrorCodes
{
    /// <summary>A field of the request breaks a limit.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>The request has no idempotency key where one is required.</summary>
    public const string IdempotencyKeyMissing = "idempotency_key_missing";

    /// <summary>The idempotency key was used before with another request.</summary>
    public const string IdempotencyKeyReused = "idempotency_key_reused";

    /// <summary>The first request with this idempotency key is still being worked on.</summary>
    public const string IdempotencyKeyInFlight = "idempotency_key_in_flight";

    /// <summary>The merchant already has an order with this number, made under another key.</summary>
    public const string MerchantOrderNoTaken = "merchant_order_no_taken";

    /// <summary>The merchant has no such order.</summary>
    public const string OrderNotFound = "order_not_found";

    /// <summary>The order is paid; what was asked needs an unpaid one.</summary>
    public const string OrderAlreadyPaid = "order_already_paid";

    /// <summary>The payer is paying at this moment; the channel cannot close the order.</summary>
    public const string PayerIsPaying = "payer_is_paying";

    /// <summary>The order has ended without payment.</summary>
    public const string OrderEnded = "order_ended";

    /// <summary>No configured channel account can take the payment.</summary>
    public const string NoChannelAccount = "no_channel_account";

    /// <summary>The channel definitely refused.</summary>
    public const string ChannelRejected = "channel_rejected";

    /// <summary>The channel refused for now because too much is asked of it.</summary>
    public const string ChannelThrottled = "channel_throttled";

    /// <summary>The channel could not be reached; nothing was sent.</summary>
    public const string ChannelUnreachable = "channel_unreachable";

    /// <summary>The call was sent and not answered in time, or the answer says nothing.</summary>
    public const string ChannelNoAnswer = "channel_no_answer";

    /// <summary>The channel's answer or callback cannot be trusted.</summary>
    public const string ChannelProtocol = "channel_protocol";

    /// <summary>A setting is missing or wrong.</summary>
    public const string Configuration = "configuration";

    /// <summary>More orders are under way than this host's store answers in time; nothing was written or sent.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The order changed at the same moment, again and again.</summary>
    public const string Contention = "contention";

    /// <summary>The channel account itself is not able to take payments: not permitted, suspended, or its settings are wrong. Another account may be.</summary>
    public const string ChannelAccountUnable = "channel_account_unable";

    /// <summary>An operator disabled the channel account.</summary>
    public const string ChannelDisabled = "channel_disabled";

    /// <summary>The order is being sent to a channel at this moment.</summary>
    public const string AttemptInFlight = "attempt_in_flight";

    /// <summary>The order was tried as often as an order may be.</summary>
    public const string TooManyAttempts = "too_many_attempts";

    /// <summary>The payer holds a way to pay that the channel cannot close yet; another one is not let through beside it.</summary>
    public const string CredentialOutstanding = "credential_outstanding";

    /// <summary>The order is not paid; what was asked needs a paid one.</summary>
    public const string OrderNotPaid = "order_not_paid";

    /// <summary>More is to be refunded than is left of what was paid.</summary>
    public const string RefundExceedsPaid = "refund_exceeds_paid";

    /// <summary>The order has a refund with this number, of another amount or another payment.</summary>
    public const string RefundNumberReused = "refund_number_reused";

    /// <summary>The order has as many refunds as an order may have.</summary>
    public const string TooManyRefunds = "too_many_refunds";

    /// <summary>The merchant has no such refund.</summary>
    public const string RefundNotFound = "refund_not_found";

    /// <summary>The channel cannot refund this payment.</summary>
    public const string RefundUnsupported = "refund_unsupported";

    /// <summary>A verified callback or answer does not match the order it names.</summary>
    public const string EvidenceMismatch = "evidence_mismatch";

    /// <summary>There is no such reconciliation run.</summary>
    public const string RunNotFound = "run_not_found";

    /// <summary>The run is being worked on; it cannot be started now.</summary>
    public const string RunInProgress = "run_in_progress";

    /// <summary>The day is not one a run can be started for.</summary>
    public const string DayOutOfRange = "day_out_of_range";

    /// <summary>The channel account is not configured, or has no bill of this kind.</summary>
    public const string StatementUnsupported = "statement_unsupported";

    /// <summary>A run could not be done; the message says why.</summary>
    public const string RunFailed = "run_failed";

    /// <summary>The channel did not have the bill in time.</summary>
    public const string StatementNotReady = "statement_not_ready";

    /// <summary>There is no such break.</summary>
    public const string BreakNotFound = "break_not_found";

    /// <summary>The break changed since it was read.</summary>
    public const string BreakChanged = "break_changed";

    /// <summary>What was asked for cannot be done with a break that stands where it does.</summary>
    public const string BreakStateRefused = "break_state_refused";

    /// <summary>Another person than the one who proposed it has to decide.</summary>
    public const string SecondPersonRequired = "second_person_required";

    /// <summary>The run has no such file, or the archive no longer has it.</summary>
    public const string FileNotFound = "file_not_found";
}
