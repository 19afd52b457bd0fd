using System.Text.Json.Serialization;
using Payments.AspNetCore.Orders;

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

    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }

    public static Problem Of(PaymentError error, PaymentOrder? order = null)
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
}
