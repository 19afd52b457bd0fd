using System.Diagnostics;
using System.Globalization;
using Payments.Conformance;
using Payments.Coordination;
using Payments.Redis.Tests.Support;
using Payments.Storage;
using Payments.TestServers;

namespace Payments.Redis.Tests.Frozen;

/// <summary>A process is stopped while it holds locks, past their leases; somebody else takes them and writes; then it goes on.</summary>
public sealed class FrozenHolderTests
{
    private const int Orders = 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law09_a_frozen_holder_writes_nothing_stale_and_its_tokens_are_the_smaller_ones()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("PAYMENTS_FROZEN_ROUNDS") ?? "6", CultureInfo.InvariantCulture);
        using var file = new NodeFile();
        await using var server = await RedisServer.StartAsync();
        await using (var node = await RedisNode.StartAsync(options => options.ConnectionString = server.ConnectionString, file.Path))
        {
            await node.WaitUntilUpAsync();
            using var holder = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["holder", server.ConnectionString, file.Path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            try
            {
                for (var round = 0; round < rounds; round++)
                {
                    await RoundAsync(node, holder);
                }

                holder.StandardInput.Close();
                await holder.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
                Assert.Equal(0, holder.ExitCode);
            }
            finally
            {
                if (!holder.HasExited)
                {
                    holder.Kill();
                }
            }
        }
    }

    private static async Task RoundAsync(RedisNode node, Process holder)
    {
        var orders = new List<PaymentOrder>();
        for (var i = 0; i < Orders; i++)
        {
            var order = Sample.Order();
            Assert.IsType<BeginOrderResult.Started>(await node.Store.BeginOrderAsync(Sample.Begin(order), Cancellation));
            orders.Add(order);
        }

        await holder.StandardInput.WriteLineAsync(string.Join(' ', orders.Select(order => order.OrderNo.Value)));
        Assert.Equal("ready", await ReadAsync(holder));
        Signal(holder, "STOP");
        await Task.Delay(Holder.Lease + TimeSpan.FromMilliseconds(100), Cancellation);
        var taken = new List<IOrderLock>();
        foreach (var order in orders)
        {
            var held = await node.Locks.TryAcquireAsync(order.OrderNo, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), Cancellation);
            Assert.True(held is { IsShared: true });
            taken.Add(held);
            Assert.Equal(CommitResult.Committed, await node.Store.CommitAsync(Sample.Next(order), Cancellation));
        }

        // Half of the new holders are done when the old one wakes up.
        foreach (var held in taken.Take(Orders / 2))
        {
            await held.DisposeAsync();
        }

        await holder.StandardInput.WriteLineAsync("write");
        Signal(holder, "CONT");
        foreach (var (held, order) in taken.Zip(orders))
        {
            var said = (await ReadAsync(holder)).Split(' ');
            Assert.Equal("Conflict", said[2]);
            Assert.Equal("False", said[1]);
            Assert.True(long.Parse(said[0], CultureInfo.InvariantCulture) < held.FencingToken, $"{said[0]} is not below {held.FencingToken}.");
            Assert.Equal(2, (await node.Store.FindOrderAsync(order.OrderNo, Cancellation))!.Version);
        }

        // And it gave nothing back that is not its own.
        Assert.All(taken.Skip(Orders / 2), held => Assert.True(held.IsHeld));
        foreach (var held in taken)
        {
            await held.DisposeAsync();
        }
    }

    private static async Task<string> ReadAsync(Process holder) =>
        await holder.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation) ?? "";

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
