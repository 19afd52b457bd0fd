namespace Payments.Sqlite;

/// <summary>Deletes idempotency records whose time is over.</summary>
internal sealed class PurgeWrite(DateTimeOffset now, int max, CancellationToken cancellationToken) : Write<int>(cancellationToken)
{
    protected override int Execute(Session session) => session.Prepare(Sql.PurgeIdempotency).Bind(1, now).Bind(2, max).Execute();
}
