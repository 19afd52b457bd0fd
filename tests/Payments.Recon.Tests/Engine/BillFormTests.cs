using System.IO.Compression;
using System.Text;
using Payments.Reconciliation;
using Xunit;

namespace Payments.Recon.Tests.Engine;

/// <summary>The channels' own bills, as they are downloaded.</summary>
public sealed class BillFormTests
{
    [Fact]
    public async Task WeChat_bill_of_the_channels_own_sample_agrees_with_its_summary()
    {
        using var folder = new TemporaryFolder();
        var (summary, breaks) = await Runs.RunAsync(folder, await Runs.VectorAsync("wechat/php/bill.ALL.csv"), Runs.OursHeader, "wechat.all");
        Assert.True(summary.BillSummary!.Agrees);
        Assert.Equal((45, 47, 14), (summary.BillSummary.DeclaredLines, summary.BillSummary.DeclaredPaymentsMinor, summary.BillSummary.DeclaredRefundsMinor));
        Assert.Equal(45, summary.Counts[ReconciliationBucket.ChannelOnly]);
        Assert.Equal(47 - 14, Assert.Single(summary.Bridge).ChannelMinor);
        Assert.Contains(breaks, line => line is { AttemptNo: "REF4200000263201902167700963919", OrderNo: "autotest_20190216081946_82335", ChannelTransactionId: "50000709672019011908420787722", TheirsMinor: 1 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Alipay_bill_is_read_alone_and_from_its_archive(bool isPacked)
    {
        using var folder = new TemporaryFolder();
        var bill = await Runs.VectorAsync("alipay/field/business_detail.gbk.csv");
        var ours = Runs.OursHeader
            + "O1,service_1568601259302,2019091622001458860515315453,payment,1,CNY,succeeded,2019-09-16T10:55:23+08:00,0\n"
            + "O1,re_test_1568602607356,2019091622001458860515315453,refund,1,CNY,succeeded,2019-09-16T10:56:48+08:00,0\n"
            + "O2,re_test_1568604414433,,refund,2,CNY,succeeded,2019-09-16T11:26:55+08:00,0\n";
        var (summary, breaks) = await Runs.RunAsync(folder, isPacked ? Zip(bill) : bill, ours, "alipay.trades");
        Assert.True(summary.BillSummary!.Agrees);
        Assert.Equal((10, 6, 4), (summary.BillSummary.DeclaredLines, summary.BillSummary.DeclaredPaymentsMinor, summary.BillSummary.DeclaredRefundsMinor));
        Assert.Equal((2, 1, 7), (summary.Counts[ReconciliationBucket.Matched], summary.Counts[ReconciliationBucket.Refund], summary.Counts[ReconciliationBucket.ChannelOnly]));
        Assert.Contains(breaks, line => line is { Bucket: ReconciliationBucket.Refund, OursMinor: 2, TheirsMinor: 1 });
        Assert.Equal(new DateOnly(2019, 9, 16), summary.Day);
    }

    [Fact]
    public async Task WeChat_bill_is_read_from_gzip()
    {
        using var folder = new TemporaryFolder();
        var (summary, _) = await Runs.RunAsync(folder, Gzip(Runs.WeChat(Runs.WeChatPayment("1"))), Runs.OursHeader + Runs.Ours("1"), "wechat.all");
        Assert.Equal(1, summary.Counts[ReconciliationBucket.Matched]);
    }

    [Fact]
    public async Task Fund_flow_matches_by_the_business_number_and_sets_fees_aside()
    {
        using var folder = new TemporaryFolder();
        var bill = Encoding.UTF8.GetBytes(
            "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号\n"
            + "`2026-11-27 04:21:23,`421,`1,`交易,`交易,`收入,`1.00,`5.00,`system,`缺货,`421\n"
            + "`2026-11-27 04:21:23,`421,`2,`扣除交易手续费,`扣除交易手续费,`支出,`0.01,`4.99,`system,`,`421\n"
            + "`2026-11-27 04:21:24,`5031,`3,`退款,`退款,`支出,`0.50,`4.49,`system,`,`R1\n"
            + "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n`3.0,`1.0,`1.00,`2.0,`0.51\n");
        var ours = Runs.OursHeader + Runs.Ours("1") + "M1,R1,,refund,50,CNY,succeeded,2026-11-27T10:00:00+08:00,\n";
        var (summary, _) = await Runs.RunAsync(folder, bill, ours, "wechat.fundflow");
        Assert.Equal((2, 1), (summary.Counts[ReconciliationBucket.Matched], summary.OutOfScope));
        Assert.Equal(3, summary.BillSummary!.CountedLines);
    }

    [Fact]
    public async Task Bank_file_is_read_by_its_mapping()
    {
        using var folder = new TemporaryFolder();
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
        await File.WriteAllTextAsync(folder["bank.json"], """
            {
              "name": "bank.daily", "encoding": "gbk", "delimiter": ";", "comments": true, "amounts": "minor", "otherKindsAside": true, "timeFormat": "yyyyMMddHHmmss",
              "columns": { "time": "交易日期", "attemptNo": "流水号", "kind": "摘要", "amount": "金额", "status": "状态", "fee": "手续费" },
              "kinds": { "payment": ["收款"], "refund": ["退款"] }, "statuses": { "succeeded": ["成功"], "failed": ["失败"] }, "feesBelowZero": true
            }
            """);
        var bill = gbk.GetBytes("# 某银行\n交易日期;流水号;摘要;金额;状态;手续费\n20261127100000;1;收款;100;成功;-1\n20261127100000;2;退款;-40;成功;0\n20261127100000;3;收款;7;失败;0\n20261127100000;4;利息;9;成功;0\n");
        var ours = Runs.OursHeader + Runs.Ours("1") + "M2,2,,refund,40,CNY,succeeded,2026-11-27T10:00:00+08:00,\nM3,3,,payment,7,CNY,succeeded,2026-11-27T10:00:00+08:00,\n";
        var (summary, breaks) = await Runs.RunAsync(folder, bill, ours, "bank.daily", job => job with { MappingPath = folder["bank.json"] });
        Assert.Equal((2, 1, 1), (summary.Counts[ReconciliationBucket.Matched], summary.Counts[ReconciliationBucket.Status], summary.OutOfScope));
        Assert.Equal("3", Assert.Single(breaks).AttemptNo);
    }

    [Fact]
    public async Task A_bad_line_is_quarantined_with_its_number_and_the_good_ones_go_on()
    {
        using var folder = new TemporaryFolder();
        var lines = Runs.WeChatPayment("1") + Runs.WeChatPayment("2", "1.005") + Runs.WeChatPayment("3", status: "WHAT") + "`2026-11-27 10:00:00,`wx\n" + Runs.WeChatPayment("4");
        var (summary, breaks) = await Runs.RunAsync(folder, Runs.WeChat(lines), Runs.OursHeader + Runs.Ours("1") + Runs.Ours("4") + "M5,5,,payment,x,CNY,succeeded,2026-11-27T10:00:00Z,\n", "wechat.all");
        Assert.Equal((2, 4), (summary.Counts[ReconciliationBucket.Matched], summary.Counts[ReconciliationBucket.Malformed]));
        Assert.Equal(["5", "2", "3", ""], breaks.Select(line => line.AttemptNo));
        Assert.StartsWith("line 4 of our file: its amount", breaks[0].Detail, StringComparison.Ordinal);
        Assert.StartsWith("line 3 of the bill: its amount", breaks[1].Detail, StringComparison.Ordinal);
        Assert.StartsWith("line 5 of the bill: it has not as many columns", breaks[3].Detail, StringComparison.Ordinal);
        Assert.False(summary.BillSummary!.Agrees);
    }

    [Fact]
    public async Task What_is_held_is_cleared_by_the_next_bill_and_becomes_a_break_after_three_days()
    {
        using var folder = new TemporaryFolder();
        var held = "M1,1,421,payment,100,CNY,succeeded,2026-11-27T23:57:00+08:00,1\nM2,2,422,payment,100,CNY,succeeded,2026-11-27T15:59:59Z,1\n";
        var (first, _) = await Runs.RunAsync(folder, Runs.WeChat(Runs.WeChatPayment("9")), Runs.OursHeader + held + Runs.Ours("9"), "wechat.all");
        Assert.Equal(2, first.Counts[ReconciliationBucket.HeldByCutoff]);
        for (var day = 28; day <= 30; day++)
        {
            File.Copy(folder["out/held.csv"], folder["carried.csv"], overwrite: true);
            var (next, breaks) = await Runs.RunAsync(
                folder, Runs.WeChat(day == 28 ? Runs.WeChatPayment("1") : Runs.WeChatPayment("9")), Runs.OursHeader, "wechat.all",
                job => job with { CarriedPath = folder["carried.csv"], Day = new DateOnly(2026, 11, day) });
            Assert.Equal(day == 28 ? 1 : 0, next.Counts[ReconciliationBucket.Matched]);
            var last = breaks.Single(line => line.AttemptNo == "2");
            Assert.Equal(day < 30 ? ReconciliationBucket.HeldByCutoff : ReconciliationBucket.OursOnly, last.Bucket);
        }
    }

    public static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Zip(byte[] content, string name = "20880211096256330156_20190916_业务明细.csv", int others = 1)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true, CodePagesEncodingProvider.Instance.GetEncoding(936)))
        {
            for (var index = 0; index < others; index++)
            {
                archive.CreateEntry($"20880211096256330156_20190916_业务明细(汇总){(index == 0 ? "" : index)}.csv");
            }

            using var entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }

        return packed.ToArray();
    }
}
