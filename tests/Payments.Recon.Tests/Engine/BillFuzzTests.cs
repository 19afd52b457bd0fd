using System.Text;
using Payments.Reconciliation;
using Xunit;

namespace Payments.Recon.Tests.Engine;

/// <summary>Damaged files: a result that bridges, or a refusal by name; never another exception.</summary>
public sealed class BillFuzzTests
{
    private const int Rounds = 3_000;

    [Theory]
    [InlineData("wechat.all", 1)]
    [InlineData("alipay.trades", 2)]
    public async Task Damaged_bills_are_read_or_refused(string format, int seed)
    {
        var bill = format == "wechat.all" ? Runs.WeChat(string.Concat(Enumerable.Range(0, 20).Select(index => Runs.WeChatPayment($"{index}")))) : Runs.Alipay(20);
        var ours = Runs.OursHeader + string.Concat(Enumerable.Range(0, 20).Select(index => Runs.Ours($"{index}")));
        var random = new Random(seed);
        var (done, refused) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            var damaged = Damage(round % 3 == 0 ? BillFormTests.Gzip(bill) : round % 3 == 1 ? BillFormTests.Zip(bill) : bill, random);
            var damagedOurs = random.Next(4) == 0 ? Encoding.Latin1.GetString(Damage(Encoding.UTF8.GetBytes(ours), random)) : ours;
            try
            {
                var (summary, breaks) = await Runs.RunAsync(folder, damaged, damagedOurs, format, job => job with { HashInputs = false, Rules = new() { Partitions = 3, Threads = 1 } });
                Assert.All(summary.Bridge, bridge => Assert.True(bridge.Holds));
                Assert.Equal(breaks.Count, summary.Counts.Where(each => each.Key != ReconciliationBucket.Matched).Sum(each => each.Value));
                done++;
            }
            catch (ReconciliationException fault) when (fault.Code != ReconciliationErrorCodes.BridgeBroken)
            {
                refused++;
            }
        }

        Assert.True(done > Rounds / 20, $"{done} were read");
        Assert.True(refused > Rounds / 20, $"{refused} were refused");
    }

    private static byte[] Damage(byte[] content, Random random)
    {
        var damaged = content.ToList();
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(6))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged[at] = (byte)"\",\n\r`#-.0\0"[random.Next(10)];
                    break;
                case 2:
                    damaged.Insert(at, (byte)"\",\n\r`#-.0\0"[random.Next(10)]);
                    break;
                case 3:
                    damaged.RemoveRange(at, Math.Min(damaged.Count - at, random.Next(1, 40)));
                    break;
                case 4:
                    damaged.InsertRange(at, damaged.GetRange(at, Math.Min(damaged.Count - at, random.Next(1, 400))));
                    break;
                default:
                    damaged.InsertRange(at, Enumerable.Repeat((byte)"9,\"x"[random.Next(4)], random.Next(1, random.Next(20) == 0 ? 70_000 : 100)));
                    break;
            }

            if (damaged.Count == 0)
            {
                damaged.Add(0);
            }
        }

        return [.. damaged];
    }
}
