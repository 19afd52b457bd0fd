using System.Diagnostics;
using System.Globalization;
using Payments.Conformance;
using Payments.Storage;

namespace Payments.Sqlite.Tests;

/// <summary>
/// A second process that writes until it is killed, and says what was acknowledged: <c>B number</c> for an order begun, <c>C number version</c> for a
/// commit.
/// </summary>
internal static class ChildWriter
{
    public const string Argument = "--write-until-killed";

    private const int Writers = 8;

    /// <param name="args">The database file; how many orders each writer makes.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = new SqlitePaymentStore(new SqliteStoreOptions { DataSource = args[0] });
        await store.InitializeAsync(CancellationToken.None);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        var orders = int.Parse(args[1], CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(store, orders, output))));
        return 0;
    }

    public static Process Start(string file, int orders)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Argument, file, orders.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The child process did not start.");
    }

    private static async Task WriteAsync(SqlitePaymentStore store, int orders, TextWriter output)
    {
        for (var i = 0; i < orders; i++)
        {
            var order = Sample.Order();
            await store.BeginOrderAsync(Sample.Begin(order), CancellationToken.None);
            await output.WriteLineAsync($"B {order.OrderNo}");
            for (var change = 0; change < 3; change++)
            {
                var commit = Sample.Next(order, evidence: Sample.Evidence(order.OrderNo));
                if (await store.CommitAsync(commit, CancellationToken.None) != CommitResult.Committed)
                {
                    throw new InvalidOperationException($"Order {order.OrderNo} was changed by somebody else.");
                }

                order = commit.Order;
                await output.WriteLineAsync($"C {order.OrderNo} {order.Version}");
            }
        }
    }
}
