using Npgsql;

namespace Payments.PostgreSql;

/// <summary>Brings a schema to the newest version, in one transaction that is seen whole or not at all. Many nodes may call it at once.</summary>
internal sealed class Migrator(Connections connections, string schema, IReadOnlyList<string> migrations, StartFault faults)
{
    // A node that waits for another one's migration must not give up before it is through.
    private const int PatienceSeconds = 600;

    /// <returns>The version found and the version left; equal when there was nothing to do.</returns>
    /// <exception cref="PaymentConfigurationException">The schema is newer than this package.</exception>
    public async Task<(int From, int To)> MigrateAsync(CancellationToken cancellationToken)
    {
        var connection = await connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (await FindVersionAsync(connection, cancellationToken).ConfigureAwait(false) is { } known && known == migrations.Count)
            {
                return (known, known);
            }

            // Held by the session: the transaction begins after the waiting, so that it sees all that the node before did. A session that begins
            // its transaction first goes on believing, from its cache of the catalog, that there is no schema.
            await RunAsync(connection, Sql.LockSchema, command => command.With(schema), cancellationToken).ConfigureAwait(false);
            try
            {
                return await MigrateLockedAsync(connection, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await UnlockAsync(connection).ConfigureAwait(false);
            }
        }
    }

    private async Task<(int From, int To)> MigrateLockedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var from = await FindVersionAsync(connection, cancellationToken).ConfigureAwait(false) ?? 0;
            if (from > migrations.Count)
            {
                throw faults.Of(
                    $"leads to schema '{schema}' of version {from}, and this package knows versions up to {migrations.Count}.",
                    "Run the version of Payments.PostgreSql that wrote it, or a newer one; a schema is never taken back.");
            }

            await ApplyAsync(connection, from, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return (from, migrations.Count);
        }
    }

    private async Task UnlockAsync(NpgsqlConnection connection)
    {
        try
        {
            await RunAsync(connection, Sql.UnlockSchema, command => command.With(schema), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, int from, CancellationToken cancellationToken)
    {
        if (from == 0)
        {
            // The name was checked: letters, digits and underscores.
            await RunAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}", _ => { }, cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, Sql.MakeVersion, _ => { }, cancellationToken).ConfigureAwait(false);
        }

        for (var version = from; version < migrations.Count; version++)
        {
            await RunAsync(connection, migrations[version], _ => { }, cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, Sql.WriteVersion, command => command.With(version + 1), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int?> FindVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var isThere = await ScalarAsync(connection, Sql.FindSchema, command => command.With($"{schema}.schema_version"), cancellationToken).ConfigureAwait(false);
        return isThere is true ? (int?)await ScalarAsync(connection, Sql.ReadVersion, _ => { }, cancellationToken).ConfigureAwait(false) : null;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, Action<NpgsqlCommand> bind, CancellationToken cancellationToken)
    {
        var command = Command(connection, sql, bind);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, Action<NpgsqlCommand> bind, CancellationToken cancellationToken)
    {
        var command = Command(connection, sql, bind);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, Action<NpgsqlCommand> bind)
    {
#pragma warning disable CA2100 // constants of Sql and Migrations, and a name that was checked
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = PatienceSeconds };
#pragma warning restore CA2100
        bind(command);
        return command;
    }
}
