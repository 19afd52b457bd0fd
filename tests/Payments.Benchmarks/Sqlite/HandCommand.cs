using Microsoft.Data.Sqlite;

namespace Payments.Benchmarks.Sqlite;

/// <summary>One prepared statement, used again and again.</summary>
internal sealed class HandCommand : IDisposable
{
    private readonly SqliteCommand _command;

    /// <param name="connection">Open.</param>
    /// <param name="text">Parameters are $0, $1, …</param>
    /// <param name="parameters">How many.</param>
    public HandCommand(SqliteConnection connection, string text, int parameters)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this project
        _command.CommandText = text;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++)
        {
            _command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value));
        }

        _command.Prepare();
    }

    public void Run(params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }

        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
