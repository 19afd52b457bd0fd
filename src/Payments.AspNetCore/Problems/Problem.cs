using System.Text.Json.Serialization;
using Payments.AspNetCore.Orders;
using Payments.AspNetCore.Refunds;

namespace Payments.AspNetCore.Problems;

/// <summary>An error as the HTTP API tells it: RFC 9457 with a stable <c>code</c> and a <c>remedy</c>.</summary>
internal sealed record Problem
{
    public const string ContentType = "application/problem+json";

    public string Type => $"urn:payments:error:{Code}";

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }

    public required string Remedy { get; init; }

    public string? ChannelCode { get; init; }

    public IReadOnlyList<FieldProblem>? Errors { get; init; }

    public OrderView? Order { get; init; }

    public RefundView? Refund { get; init; }

    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }

    public static Problem Of(PaymentError error, PaymentOrder? order = null, Refund? refund = null)
    {
        var kind = ProblemKind.Of(error.Code);
        return new Problem
        {
            Title = kind.Title,
            Status = kind.Status,
            Code = error.Code,
            Detail = error.Message,
            Remedy = error.Remedy,
            ChannelCode = error.ChannelCode,
            Order = order is null ? null : OrderView.Of(order),
            Refund = refund is null ? null : RefundView.Of(refund),
            RetryAfterSeconds = kind.RetryAfterSeconds is { } fallback ? RetryAfter.Seconds(error.RetryAfter, fallback) : null,
        };
    }

    /// <summary>A request whose form is wrong, or whose values break a limit.</summary>
    public static Problem InvalidRequest(int status, string detail, string remedy, IReadOnlyList<FieldProblem>? errors = null) => new()
    {
        Title = ProblemKind.Of(PaymentErrorCodes.InvalidRequest).Title,
        Status = status,
        Code = PaymentErrorCodes.InvalidRequest,
        Detail = detail,
        Remedy = remedy,
        Errors = errors,
    };

    public static Problem OrderNotFound() => Of(new PaymentError
    {
        Code = PaymentErrorCodes.OrderNotFound,
        Message = "There is no order with this number.",
        Remedy = "Check the number: it is the orderNo of the answer that created the order.",
    });

    public static Problem RefundNotFound() => Of(new PaymentError
    {
        Code = PaymentErrorCodes.RefundNotFound,
        Message = "The order has no refund with this number.",
        Remedy = "Check the number: it is the refundNo of the answer that created the refund, not the merchantRefundNo.",
    });

    public static Problem AttemptNotFound() => Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.AttemptNotFound,
        Message = "The order has no attempt with this number.",
        Remedy = "Check the number: it is the attemptNo of one of the order's attempts.",
    });

    public static Problem ChannelAccountUnknown() => Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.ChannelAccountUnknown,
        Message = "There is no channel account of this name.",
        Remedy = "Compare the name with the accounts configured.",
    });

    public static Problem DeadLetterNotFound() => Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.DeadLetterNotFound,
        Message = "The event is no dead letter.",
        Remedy = "Check the id: it is the eventId of the list. An event that was replayed is on its way and in the list no more.",
    });
}
