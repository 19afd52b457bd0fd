using System.Globalization;
using Payments.Conformance;
using Payments.Coordination;
using Payments.Redis.Tests.Support;

namespace Payments.Redis.Tests.Frozen;

/// <summary>
/// A process that takes the locks of the orders it is told, reads them, and on the next line writes what it decided then. Between the two it is frozen.
/// </summary>
internal static class Holder
{
    public static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(400);

    public static async Task<int> RunAsync(string redis, string file)
    {
        // Nothing of its own is written to the file while it is frozen: whoever stops in a transaction holds the file, with any lock.
        await using var node = await RedisNode.StartAsync(
            options => options.ConnectionString = redis, file, options: options => options.Events.PollInterval = TimeSpan.FromMinutes(1));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var held = new List<(IOrderLock Lock, PaymentOrder Order)>();
            foreach (var number in line.Split(' '))
            {
                var orderNo = OrderNo.Parse(number);
                IOrderLock? taken;
                while ((taken = await node.Locks.TryAcquireAsync(orderNo, Lease, TimeSpan.FromSeconds(10))) is { IsShared: false })
                {
                    await taken.DisposeAsync();
                    await Task.Delay(10);
                }

                held.Add((taken!, (await node.Store.FindOrderAsync(orderNo, CancellationToken.None))!));
            }

            Console.WriteLine("ready");
            await Console.In.ReadLineAsync();
            foreach (var (taken, order) in held)
            {
                var isHeld = taken.IsHeld;
                var result = await node.Store.CommitAsync(Sample.Next(order), CancellationToken.None);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taken.FencingToken} {isHeld} {result}"));
                await taken.DisposeAsync();
            }
        }

        return 0;
    }
}
