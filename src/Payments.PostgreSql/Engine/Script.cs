using Npgsql;

namespace Payments.PostgreSql;

/// <summary>Statements of one transaction and one round trip. Each sees what was committed until it begins itself.</summary>
internal sealed class Script
{
    private readonly List<(string Sql, Action<NpgsqlCommand> Bind)> _statements = [];

    public void Add(string sql, Action<NpgsqlCommand> bind) => _statements.Add((sql, bind));

    public void AddTo(NpgsqlBatch batch)
    {
        foreach (var (sql, bind) in _statements)
        {
            using var values = new NpgsqlCommand();
            bind(values);
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values.Parameters.ToArray())
            {
                values.Parameters.Remove(value);
                command.Parameters.Add(value);
            }

            batch.BatchCommands.Add(command);
        }
    }
}
