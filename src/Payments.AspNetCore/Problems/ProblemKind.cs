using Microsoft.AspNetCore.Http;

namespace Payments.AspNetCore.Problems;

/// <summary>The HTTP side of an error code: its status, its title, and whether trying again can help. The table in README.md is this one.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="RetryAfterSeconds">Sent as <c>Retry-After</c> when the error names no time itself; <see langword="null"/> when trying again cannot help.</param>
internal readonly record struct ProblemKind(int Status, string Title, int? RetryAfterSeconds = null)
{
    public static ProblemKind Of(string code) => code switch
    {
        PaymentErrorCodes.InvalidRequest => new(StatusCodes.Status422UnprocessableEntity, "The request is not valid"),
        PaymentErrorCodes.IdempotencyKeyMissing => new(StatusCodes.Status400BadRequest, "The Idempotency-Key header is missing"),
        PaymentErrorCodes.IdempotencyKeyReused => new(StatusCodes.Status422UnprocessableEntity, "The idempotency key belongs to another request"),
        PaymentErrorCodes.IdempotencyKeyInFlight => new(StatusCodes.Status409Conflict, "The first request with this key is still being worked on", 1),
        PaymentErrorCodes.MerchantOrderNoTaken => new(StatusCodes.Status409Conflict, "The merchant order number is taken"),
        PaymentErrorCodes.OrderNotFound => new(StatusCodes.Status404NotFound, "No such order"),
        PaymentErrorCodes.OrderAlreadyPaid => new(StatusCodes.Status409Conflict, "The order is paid"),
        PaymentErrorCodes.PayerIsPaying => new(StatusCodes.Status409Conflict, "The payer is paying", 5),
        PaymentErrorCodes.OrderEnded => new(StatusCodes.Status409Conflict, "The order has ended"),
        PaymentErrorCodes.NoChannelAccount => new(StatusCodes.Status422UnprocessableEntity, "No channel account can take the payment"),
        PaymentErrorCodes.ChannelRejected => new(StatusCodes.Status422UnprocessableEntity, "The channel refused"),
        PaymentErrorCodes.ChannelThrottled => new(StatusCodes.Status503ServiceUnavailable, "The channel is being asked too much", 5),
        PaymentErrorCodes.ChannelUnreachable => new(StatusCodes.Status503ServiceUnavailable, "The channel cannot be reached", 5),
        PaymentErrorCodes.ChannelNoAnswer => new(StatusCodes.Status502BadGateway, "The channel did not answer", 5),
        PaymentErrorCodes.ChannelProtocol => new(StatusCodes.Status502BadGateway, "The channel's answer cannot be trusted", 5),
        PaymentErrorCodes.Overloaded => new(StatusCodes.Status503ServiceUnavailable, "Too many orders at this moment", 1),
        PaymentErrorCodes.Contention => new(StatusCodes.Status409Conflict, "The order is changing", 1),
        PaymentErrorCodes.ChannelAccountUnable => new(StatusCodes.Status422UnprocessableEntity, "The channel account cannot take payments"),
        PaymentErrorCodes.ChannelDisabled => new(StatusCodes.Status503ServiceUnavailable, "The channel account is disabled", 60),
        PaymentErrorCodes.CredentialOutstanding => new(StatusCodes.Status409Conflict, "The payer may still pay another way", 60),
        PaymentErrorCodes.AttemptInFlight => new(StatusCodes.Status409Conflict, "The order is being sent to a channel", 1),
        PaymentErrorCodes.TooManyAttempts => new(StatusCodes.Status409Conflict, "The order was tried too often"),
        PaymentErrorCodes.OrderNotPaid => new(StatusCodes.Status409Conflict, "The order is not paid"),
        PaymentErrorCodes.RefundExceedsPaid => new(StatusCodes.Status422UnprocessableEntity, "More is to be refunded than is left"),
        PaymentErrorCodes.RefundNumberReused => new(StatusCodes.Status422UnprocessableEntity, "The refund number belongs to another refund"),
        PaymentErrorCodes.TooManyRefunds => new(StatusCodes.Status409Conflict, "The order has too many refunds"),
        PaymentErrorCodes.RefundNotFound => new(StatusCodes.Status404NotFound, "No such refund"),
        PaymentErrorCodes.RefundUnsupported => new(StatusCodes.Status422UnprocessableEntity, "The channel cannot refund this payment"),
        PaymentErrorCodes.EvidenceMismatch => new(StatusCodes.Status409Conflict, "The channel's evidence does not match the order"),
        PaymentErrorCodes.RunNotFound => new(StatusCodes.Status404NotFound, "No such reconciliation run"),
        PaymentErrorCodes.RunInProgress => new(StatusCodes.Status409Conflict, "The run is being worked on", 10),
        PaymentErrorCodes.DayOutOfRange => new(StatusCodes.Status422UnprocessableEntity, "The day cannot be reconciled"),
        PaymentErrorCodes.StatementUnsupported => new(StatusCodes.Status422UnprocessableEntity, "The account has no such bill"),
        PaymentErrorCodes.RunFailed => new(StatusCodes.Status500InternalServerError, "The run could not be done"),
        PaymentErrorCodes.StatementNotReady => new(StatusCodes.Status503ServiceUnavailable, "The channel has not made the bill yet", 600),
        PaymentErrorCodes.BreakNotFound => new(StatusCodes.Status404NotFound, "No such break"),
        PaymentErrorCodes.BreakChanged => new(StatusCodes.Status409Conflict, "The break changed meanwhile"),
        PaymentErrorCodes.BreakStateRefused => new(StatusCodes.Status409Conflict, "The break does not stand where this can be done"),
        PaymentErrorCodes.SecondPersonRequired => new(StatusCodes.Status403Forbidden, "Another person has to approve"),
        PaymentErrorCodes.FileNotFound => new(StatusCodes.Status404NotFound, "No such file"),
        PaymentErrorCodes.Configuration => new(StatusCodes.Status500InternalServerError, "A setting is wrong"),
        PaymentApiErrorCodes.TooManyListeners => new(StatusCodes.Status503ServiceUnavailable, "Too many listeners", 5),
        PaymentApiErrorCodes.OriginNotAllowed => new(StatusCodes.Status403Forbidden, "The page may not listen here"),
        PaymentApiErrorCodes.ChannelAccountUnknown => new(StatusCodes.Status404NotFound, "No such channel account"),
        PaymentApiErrorCodes.AttemptNotFound => new(StatusCodes.Status404NotFound, "No such attempt"),
        PaymentApiErrorCodes.WebhookEndpointNotFound => new(StatusCodes.Status404NotFound, "No such webhook endpoint"),
        PaymentApiErrorCodes.WebhookDeliveryNotFound => new(StatusCodes.Status404NotFound, "No such delivery"),
        PaymentApiErrorCodes.WebhookChallengeFailed => new(StatusCodes.Status422UnprocessableEntity, "The endpoint did not answer its challenge"),
        PaymentApiErrorCodes.WebhookNotReplayable => new(StatusCodes.Status409Conflict, "The delivery cannot be sent again now"),
        PaymentApiErrorCodes.DeadLetterNotFound => new(StatusCodes.Status404NotFound, "No such dead letter"),
        PaymentApiErrorCodes.SubmissionTokenMissing => new(StatusCodes.Status400BadRequest, "The Submission-Token header is missing"),
        PaymentApiErrorCodes.SubmissionTokenSpent => new(StatusCodes.Status409Conflict, "The submission token is used up"),
        PaymentApiErrorCodes.SubmissionTokenExpired => new(StatusCodes.Status409Conflict, "The submission token has expired"),
        PaymentApiErrorCodes.SubmissionTokenInvalid => new(StatusCodes.Status422UnprocessableEntity, "The submission token is not one of this host's"),
        PaymentApiErrorCodes.RateLimited => new(StatusCodes.Status429TooManyRequests, "Too many requests", 1),
        PaymentApiErrorCodes.InternalError => new(StatusCodes.Status500InternalServerError, "Something broke", 1),
        _ => new(StatusCodes.Status422UnprocessableEntity, "The request was refused"),
    };
}
