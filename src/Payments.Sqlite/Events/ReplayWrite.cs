using System.Globalization;

namespace Payments.Sqlite;

/// <summary>Makes a dead letter due again, with a fresh count of deliveries.</summary>
internal sealed class ReplayWrite(OrderNo orderNo, int sequence, DateTimeOffset now, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    /// <summary>Takes an event's id apart; an id we did not make names no event.</summary>
    public static bool TryParse(string eventId, out OrderNo orderNo, out int sequence)
    {
        orderNo = default;
        sequence = 0;
        return eventId.Length > OrderNo.Length + 1
            && OrderNo.TryParse(eventId[..OrderNo.Length], out orderNo)
            && int.TryParse(eventId.AsSpan(OrderNo.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out sequence)
            && eventId == $"{orderNo}-{sequence}";
    }

    protected override bool Execute(Session session) =>
        session.Prepare(Sql.ReplayEvent).Bind(1, orderNo).Bind(2, sequence).Bind(3, now).Execute() == 1;
}
