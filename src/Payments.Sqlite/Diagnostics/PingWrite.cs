namespace Payments.Sqlite;

/// <summary>Changes a row and flushes it to the disk: only that shows that the store can write.</summary>
internal sealed class PingWrite(DateTimeOffset now, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session) => session.Prepare(Sql.Ping).Bind(1, now).Execute() == 1;
}
