using Payments.AspNetCore.Orders;

namespace Payments.AspNetCore.Updates;

/// <summary>One live update as a WebSocket message; server-sent events carry the same three parts.</summary>
/// <param name="Id">The event's sequence number: where to resume.</param>
/// <param name="Event">Its type, as <c>order.paid</c>.</param>
/// <param name="Data">The order as the event left it.</param>
internal sealed record UpdateMessage(int Id, string Event, OrderView Data)
{
    public static UpdateMessage Of(PaymentEvent update) => new(update.Sequence, update.Type, OrderView.Of(update.Order));
}
