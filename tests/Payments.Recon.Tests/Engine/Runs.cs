using System.Text;
using Xunit;

namespace Payments.Recon.Tests.Engine;

/// <summary>Runs of small files.</summary>
internal static class Runs
{
    public const string OursHeader = "orderNo,attemptNo,channelTransactionId,kind,amountMinor,currency,status,occurredAt,feeMinor\n";
    public const string WeChatHeader =
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\n";

    public const string WeChatSummary = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n`1.0,`1.00,`0.00,`0.0,`0.00,`1.00,`0.00\n";

    public static async Task<(ReconciliationSummary Summary, List<BreakLine> Breaks)> RunAsync(TemporaryFolder folder, byte[] bill, string ours, string format, Func<ReconciliationJob, ReconciliationJob>? change = null)
    {
        await File.WriteAllBytesAsync(folder["bill"], bill);
        await File.WriteAllTextAsync(folder["ours.csv"], ours);
        var job = new ReconciliationJob { OursPath = folder["ours.csv"], BillPath = folder["bill"], Format = format, OutputFolder = folder["out"] };
        job = change?.Invoke(job) ?? job;
        var summary = await new LocalReconciliationEngine().RunAsync(job, null, CancellationToken.None);
        var breaks = new List<BreakLine>();
        await foreach (var found in ReconciliationResults.ReadBreaksAsync(job.OutputFolder, CancellationToken.None))
        {
            breaks.Add(found);
        }

        return (summary, breaks);
    }

    public static byte[] WeChat(string lines, string? summary = null) => Encoding.UTF8.GetBytes(WeChatHeader + lines + (summary ?? WeChatSummary));

    public static string WeChatPayment(string number, string amount = "1.00", string status = "SUCCESS") =>
        $"`2026-11-27 10:00:00,`wx,`19,`0,`,`42{number},`{number},`o1,`NATIVE,`{status},`OTHERS,`CNY,`{amount},`0.00,`0,`0,`0.00,`0.00,`,`,`goods,`,`0.01000,`0.60%,`{amount},`0.00,`\n";

    public static string Ours(string number, long amount = 100) => $"M{number},{number},42{number},payment,{amount},CNY,succeeded,2026-11-27T10:00:00+08:00,1\n";

    /// <summary>Alipay's form, in GBK, with rows for each number: a payment, and for even ones a refund.</summary>
    public static byte[] Alipay(int rows)
    {
        var (text, refunds) = (new StringBuilder("#支付宝业务明细查询\n#账号：[20880211096256330156]\n#----业务明细列表----\n"), 0);
        text.Append("支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注\n");
        for (var row = 0; row < rows; row++)
        {
            text.Append($"42{row}\t,{row}\t,交易\t,商品,2026-11-27 10:00:00,2026-11-27 10:00:00,\t,\t,\t,\t,*(1)\t,1.00,1.00,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,-0.01,0.00,\n");
            if (row % 2 == 0)
            {
                refunds++;
                text.Append($"42{row}\t,{row}\t,退款\t,商品,2026-11-27 10:00:00,2026-11-27 10:00:00,\t,\t,\t,\t,*(1)\t,-1.00,-1.00,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,R{row}\t,0.00,0.00,\n");
            }
        }

        text.Append($"#----业务明细列表结束----\n#交易合计：{rows}笔，商家实收共{rows}.00元，商家优惠共0.00元\n#退款合计：{refunds}笔，商家实收退款共-{refunds}.00元，商家优惠退款共0.00元\n");
        return CodePagesEncodingProvider.Instance.GetEncoding(936)!.GetBytes(text.ToString());
    }

    /// <summary>A file of the official vectors; the test is skipped where they are not.</summary>
    public static async Task<byte[]> VectorAsync(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "vectors", file);
            if (File.Exists(path))
            {
                return await File.ReadAllBytesAsync(path);
            }
        }

        Assert.Skip("The official vectors (../shared/vectors) are not here.");
        return [];
    }
}
