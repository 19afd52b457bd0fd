using Microsoft.Data.Sqlite;

namespace Payments.Benchmarks.Sqlite;

/// <summary>
/// Writes the rows of orders as plainly as Microsoft.Data.Sqlite can: one connection, prepared statements, the same pragmas and the same number of
/// transactions. No checks, no versions, nothing read, nothing serialised.
/// </summary>
internal sealed class HandWriter : IDisposable
{
    // How long the engine gives a create, lease and time limit together, in ticks: until then nobody looks at the order.
    private const long FirstCheck = 30 * TimeSpan.TicksPerSecond;

    private readonly SqliteConnection _connection;
    private readonly List<HandCommand> _commands = [];
    private readonly HandCommand _begin;
    private readonly HandCommand _commit;
    private readonly HandCommand _insertOrder;
    private readonly HandCommand _insertAttempt;
    private readonly HandCommand _insertIdempotency;
    private readonly HandCommand _insertEvent;
    private readonly HandCommand _insertEvidence;
    private readonly HandCommand _acceptOrder;
    private readonly HandCommand _acceptAttempt;
    private readonly HandCommand _answer;
    private readonly HandCommand _payOrder;
    private readonly HandCommand _payAttempt;

    public HandWriter(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        _connection.Open();
        using (var pragmas = new SqliteCommand(HandSql.Pragmas, _connection))
        {
            pragmas.ExecuteNonQuery();
        }

        _begin = Prepare("BEGIN IMMEDIATE", 0);
        _commit = Prepare("COMMIT", 0);
        _insertOrder = Prepare(HandSql.InsertOrder, 21);
        _insertAttempt = Prepare(HandSql.InsertAttempt, 12);
        _insertIdempotency = Prepare(HandSql.InsertIdempotency, 6);
        _insertEvent = Prepare(HandSql.InsertEvent, 5);
        _insertEvidence = Prepare(HandSql.InsertEvidence, 10);
        _acceptOrder = Prepare(HandSql.AcceptOrder, 6);
        _acceptAttempt = Prepare(HandSql.AcceptAttempt, 5);
        _answer = Prepare(HandSql.AnswerIdempotency, 3);
        _payOrder = Prepare(HandSql.PayOrder, 8);
        _payAttempt = Prepare(HandSql.PayAttempt, 5);
    }

    /// <summary>An order's creation: what it is before the channel is asked, and what it is afterwards.</summary>
    public void Create(OrderRows rows)
    {
        var (order, attempt, key) = (rows.Order, rows.Attempt, rows.Idempotency);
        _begin.Run();
        _insertIdempotency.Run(key[0], key[1], key[2], key[3], key[4], key[5]);
        _insertOrder.Run(
            order[0], 1, order[2], order[3], order[4], order[5], "Created", order[7], order[8], order[7], DBNull.Value, DBNull.Value, DBNull.Value, order[13], order[14], 1, order[16], order[17],
            (long)order[7] + FirstCheck, order[19], order[20]);
        _insertAttempt.Run(attempt[0], attempt[1], attempt[2], attempt[3], "Sent", attempt[5], attempt[6], attempt[6], DBNull.Value, DBNull.Value, DBNull.Value, attempt[11]);
        _insertEvent.Run(rows.Events[0]);
        _commit.Run();

        _begin.Run();
        _acceptOrder.Run(order[0], 2, "Pending", order[9], 2, order[18]);
        _acceptAttempt.Run(attempt[0], attempt[1], "AwaitingPayer", attempt[7], attempt[8]);
        _insertEvent.Run(rows.Events[1]);
        _answer.Run(key[0], key[1], key[6]);
        _commit.Run();
    }

    /// <summary>An order's payment, with its evidence.</summary>
    public void Pay(OrderRows rows)
    {
        var (order, attempt) = (rows.Order, rows.Attempt);
        _begin.Run();
        _payOrder.Run(order[0], order[1], order[6], order[9], order[15], order[10], order[11], order[12]);
        _payAttempt.Run(attempt[0], attempt[1], attempt[4], attempt[7], attempt[9]);
        _insertEvent.Run(rows.Events[2]);
        _insertEvidence.Run(rows.Evidence);
        _commit.Run();
    }

    public void Dispose()
    {
        _commands.ForEach(command => command.Dispose());
        _connection.Dispose();
    }

    private HandCommand Prepare(string sql, int parameters)
    {
        var command = new HandCommand(_connection, sql, parameters);
        _commands.Add(command);
        return command;
    }
}
