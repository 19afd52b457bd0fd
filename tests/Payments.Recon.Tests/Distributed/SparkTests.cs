using System.Globalization;
using Microsoft.Data.Sqlite;
using Payments.Recon.Distributed;
using Xunit;

namespace Payments.Recon.Tests.Distributed;

/// <summary>
/// The script for Spark: its text is kept in a file, and its statements, which are plain SQL but for min_by, run here on SQLite and give the bytes of
/// the engine in process.
/// </summary>
public sealed class SparkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-spark-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_script_is_the_one_that_was_looked_at()
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "Distributed", "match.golden.sql");
        var script = SparkScript.Render("hdfs:///recon/staged", "hdfs:///recon/results", toleranceMinor: 2);
        if (Environment.GetEnvironmentVariable("PAYMENTS_GOLDEN") is { Length: > 0 } target)
        {
            await File.WriteAllTextAsync(target, script, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), script);
    }

    [Theory]
    [InlineData(4_000, 11, 0)]
    [InlineData(2_000, 12, 4)]
    public async Task Its_statements_give_the_bytes_of_the_engine_in_process(int orders, int seed, long tolerance)
    {
        var job = SampleDay.Write(_folder, orders, seed, tolerance);
        await new LocalReconciliationEngine().RunAsync(job with { OutputFolder = Path.Combine(_folder, "local") }, progress: null, TestContext.Current.CancellationToken);
        var shared = Directory.CreateDirectory(Path.Combine(_folder, "shared")).FullName;
        var engine = new SparkReconciliationEngine(shared, "file://" + shared, (_, _) => PlaySparkAsync(shared, tolerance), parts: 3);
        await engine.RunAsync(job with { OutputFolder = Path.Combine(_folder, "spark") }, progress: null, TestContext.Current.CancellationToken);
        foreach (var name in new[] { "summary.json", "breaks.csv", "held.csv" })
        {
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_folder, "local", name), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(Path.Combine(_folder, "spark", name), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Rows_that_are_lost_on_the_way_are_an_error()
    {
        var job = SampleDay.Write(_folder, 500, 13);
        var shared = Directory.CreateDirectory(Path.Combine(_folder, "shared")).FullName;
        foreach (var lost in new[] { "totals", "pairs", "further" })
        {
            var engine = new SparkReconciliationEngine(shared, shared, async (_, cancellationToken) =>
            {
                await PlaySparkAsync(shared, tolerance: 0);
                var file = Directory.GetFiles(Path.Combine(shared, "results", lost))[0];
                var rows = await File.ReadAllLinesAsync(file, cancellationToken);
                var kept = lost switch
                {
                    "totals" => rows.Where(row => !row.StartsWith("fee,", StringComparison.Ordinal)),
                    "pairs" => rows.Where(row => !row.StartsWith("alone", StringComparison.Ordinal)).Skip(1),
                    _ => rows.Skip(1),
                };
                await File.WriteAllLinesAsync(file, kept, cancellationToken);
            });
            var fault = await Assert.ThrowsAsync<ReconciliationException>(() => engine.RunAsync(job, progress: null, TestContext.Current.CancellationToken));
            Assert.Equal("recon_engine_lines_missing", fault.Code);
        }

        var silent = new SparkReconciliationEngine(shared, shared, (_, _) => Task.CompletedTask);
        Assert.Equal("recon_engine_unavailable", (await Assert.ThrowsAsync<ReconciliationException>(() => silent.RunAsync(job, progress: null, TestContext.Current.CancellationToken))).Code);
    }

    private static async Task PlaySparkAsync(string shared, long tolerance)
    {
        var sql = new MatchSql(new SparkDialect(), tolerance);
        await using var database = new SqliteConnection("Data Source=:memory:");
        await database.OpenAsync();
        database.CreateAggregate<object?, object?, (long At, object? Value)?, object?>("min_by", null, (best, value, at) => best is { } known && known.At <= Convert.ToInt64(at, CultureInfo.InvariantCulture) ? best : (Convert.ToInt64(at, CultureInfo.InvariantCulture), value), best => best?.Value);
        await ExecuteAsync(database, $"CREATE TABLE facts ({sql.Schema})");
        await using (var transaction = await database.BeginTransactionAsync())
        {
            foreach (var file in Directory.GetFiles(Path.Combine(shared, "staged")))
            {
                foreach (var line in await File.ReadAllLinesAsync(file))
                {
                    await ExecuteAsync(database, $"INSERT INTO facts VALUES ({line.Replace('"', '\'')})");
                }
            }

            await transaction.CommitAsync();
        }

        await ExecuteAsync(database, $"CREATE TABLE pairs AS {sql.Pairs("facts")}");
        await WriteAsync(database, sql.Totals("pairs"), Path.Combine(shared, "results", "totals"));
        await WriteAsync(database, MatchSql.ListPairs("pairs"), Path.Combine(shared, "results", "pairs"));
        await WriteAsync(database, MatchSql.ListFurther("(" + MatchSql.Further("facts", "pairs") + ") AS further"), Path.Combine(shared, "results", "further"));
    }

    private static async Task ExecuteAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task WriteAsync(SqliteConnection database, string sql, string folder)
    {
        Directory.CreateDirectory(folder);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        await using var file = File.CreateText(Path.Combine(folder, "part-00000.csv"));
        while (await reader.ReadAsync())
        {
            await file.WriteLineAsync(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))));
        }
    }
}
