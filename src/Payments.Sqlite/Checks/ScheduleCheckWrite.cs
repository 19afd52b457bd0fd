using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>Ends an order's lease, if it is still the caller's.</summary>
internal sealed class ScheduleCheckWrite(ScheduleCheck intent, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session) =>
        session.Prepare(Sql.ScheduleCheck).Bind(1, intent.OrderNo).Bind(2, intent.Owner).Bind(3, intent.NextCheckAt).Execute() == 1;
}
