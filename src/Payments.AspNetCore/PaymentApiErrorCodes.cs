namespace Payments.AspNetCore;

/// <summary>Stable codes of errors that only the HTTP API knows, beside <see cref="PaymentErrorCodes"/>; each has a section in docs/errors.md.</summary>
public static class PaymentApiErrorCodes
{
    /// <summary>As many listeners as allowed are following live updates.</summary>
    public const string TooManyListeners = "too_many_listeners";

    /// <summary>A page of this origin may not open a WebSocket here.</summary>
    public const string OriginNotAllowed = "origin_not_allowed";

    /// <summary>There is no channel account of the name in the path.</summary>
    public const string ChannelAccountUnknown = "channel_account_unknown";

    /// <summary>The order has no attempt of the number in the path.</summary>
    public const string AttemptNotFound = "attempt_not_found";

    /// <summary>There is no webhook endpoint of this id.</summary>
    public const string WebhookEndpointNotFound = "webhook_endpoint_not_found";

    /// <summary>The endpoint has no delivery of this event.</summary>
    public const string WebhookDeliveryNotFound = "webhook_delivery_not_found";

    /// <summary>The endpoint did not answer its challenge.</summary>
    public const string WebhookChallengeFailed = "webhook_challenge_failed";

    /// <summary>The delivery is on its way already, or its endpoint is not active.</summary>
    public const string WebhookNotReplayable = "webhook_not_replayable";

    /// <summary>There is no dead letter of this event.</summary>
    public const string DeadLetterNotFound = "dead_letter_not_found";

    /// <summary>Orders are only created with a submission token here, and the request has none.</summary>
    public const string SubmissionTokenMissing = "submission_token_missing";

    /// <summary>The submission token was used for another order, or a newer one took its place.</summary>
    public const string SubmissionTokenSpent = "submission_token_spent";

    /// <summary>The submission token's time is over.</summary>
    public const string SubmissionTokenExpired = "submission_token_expired";

    /// <summary>The submission token is none of this host's, or of another merchant.</summary>
    public const string SubmissionTokenInvalid = "submission_token_invalid";

    /// <summary>The merchant sends more requests than allowed.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>Something broke on our side; whether the request took effect is not known.</summary>
    public const string InternalError = "internal_error";
}
