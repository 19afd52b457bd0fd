using Microsoft.Data.Sqlite;
using Payments.Conformance;
using Payments.Storage;

namespace Payments.Sqlite.Tests;

/// <summary>A database file of its own, and stores on it.</summary>
public sealed class SqliteFixture : PaymentStoreFixture
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqlitePaymentStore> _stores = [];

    public string File => _folder.File("payments.db");

    public override ValueTask<IPaymentStore> CreateStoreAsync() => new(CreateStore());

    public SqlitePaymentStore CreateStore(Action<SqliteStoreOptions>? configure = null)
    {
        var options = new SqliteStoreOptions { DataSource = File };
        configure?.Invoke(options);
        var store = new SqlitePaymentStore(options);
        _stores.Add(store);
        return store;
    }

    public override ValueTask MakeSchemaNewerAsync()
    {
        Query(File, $"PRAGMA user_version = {Query(File, "PRAGMA user_version") + 1}");
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs SQL beside the store, as an operator would.</summary>
    public static long Query(string file, string sql) => Convert.ToInt64(Scalar(file, sql), System.Globalization.CultureInfo.InvariantCulture);

    public static object? Scalar(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the tests' own text
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _folder.Dispose();
    }
}

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("payments-sqlite-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
