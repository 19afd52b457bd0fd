using System.Text;

namespace Payments.Cli.Generating;

/// <summary>Writes the channel's side, in the channel's own form.</summary>
internal static class SampleBills
{
    private const int Gbk = 936;

    private static ReadOnlySpan<byte> Crlf => "\r\n"u8;

    public static void WriteWeChat(Plan plan, string path, CancellationToken cancellationToken)
    {
        using var file = new LineFile(path);
        file.Add("\uFEFF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"u8).EndLine(Crlf);
        var (lines, paid, refunded, fees) = (0L, 0L, 0L, 0L);
        foreach (var order in Lines(plan, cancellationToken))
        {
            WriteWeChat(file, order);
            lines++;
            if (order.Planted != Planted.Malformed)
            {
                (paid, refunded, fees) = (paid + (order.IsRefund ? 0 : order.Amount), refunded + (order.IsRefund ? order.Amount : 0), fees + order.Fee);
            }
        }

        file.Add("总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"u8).EndLine(Crlf);
        file.Add("`"u8).Add(lines).Add(".0,`"u8).AddMajor(paid, 2).Add(",`"u8).AddMajor(refunded, 2).Add(",`0.0,`"u8).AddMajor(fees, 2);
        file.Add(",`"u8).AddMajor(paid, 2).Add(",`"u8).AddMajor(refunded, 2).EndLine(Crlf);
    }

    public static void WriteAlipay(Plan plan, string path, CancellationToken cancellationToken)
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(Gbk)!;
        using var file = new LineFile(path);
        file.Add("#支付宝业务明细查询\n#账号：[20880211096256330156]\n#起始日期：[2026年11月27日 00:00:00]   终止日期：[2026年11月28日 00:00:00]\n#-----------------------------------------业务明细列表----------------------------------------\n", gbk);
        file.Add("支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注\n", gbk);
        byte[][] kinds = [gbk.GetBytes("\t,交易\t,"), gbk.GetBytes("\t,退款\t,")];
        var goods = gbk.GetBytes("商品");
        var (payments, paid, refunds, refunded) = (0L, 0L, 0L, 0L);
        foreach (var order in Lines(plan, cancellationToken))
        {
            WriteAlipay(file, order, kinds, goods);
            var counted = order.Planted == Planted.Malformed ? 0 : order.Amount;
            (payments, paid) = order.IsRefund ? (payments, paid) : (payments + 1, paid + counted);
            (refunds, refunded) = order.IsRefund ? (refunds + 1, refunded - counted) : (refunds, refunded);
        }

        file.Add("#-----------------------------------------业务明细列表结束------------------------------------\n#交易合计：", gbk).Add(payments).Add("笔，商家实收共", gbk).AddMajor(paid, 2);
        file.Add("元，商家优惠共0.00元\n#退款合计：", gbk).Add(refunds).Add("笔，商家实收退款共", gbk).AddMajor(refunded, 2).Add("元，商家优惠退款共0.00元\n#导出时间：[2026年11月28日 05:46:49]\n", gbk);
    }

    private static IEnumerable<SampleOrder> Lines(Plan plan, CancellationToken cancellationToken)
    {
        for (var place = 0L; place < plan.Rows; place++)
        {
            if ((place & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var order = plan[plan.AtPlace(place)];
            if (order.IsTheirs)
            {
                yield return order;
            }

            if (order.Planted == Planted.DuplicateOfChannel)
            {
                yield return order;
            }
        }
    }

    private static void WriteWeChat(LineFile file, in SampleOrder order)
    {
        file.Add("`"u8).Add(SampleFiles.Day).Add(" "u8).AddTime(order.Second).Add(",`wxd678efh567hg6787,`1900000109,`0,`,`"u8);
        SampleFiles.AddTransaction(file, order, ofRefund: false).Add(",`"u8);
        SampleFiles.AddPayment(file, order).Add(",`oUpF8uMuAJO_M2"u8).Add(order.Random, 14).Add(order.IsRefund ? ",`JSAPI,`REFUND,`OTHERS,`CNY,`"u8 : ",`JSAPI,`SUCCESS,`OTHERS,`CNY,`"u8);
        if (order.Planted == Planted.Malformed)
        {
            file.Add("n/a"u8);
        }
        else
        {
            file.AddMajor(order.IsRefund ? 0 : order.Amount, 2);
        }

        file.Add(",`0.00,`"u8);
        if (order.IsRefund)
        {
            SampleFiles.AddTransaction(file, order, ofRefund: true).Add(",`"u8);
            SampleFiles.AddAttempt(file, order).Add(",`"u8).AddMajor(order.Amount, 2).Add(",`0.00,`ORIGINAL,`SUCCESS,`"u8);
        }
        else
        {
            file.Add("0,`0,`0.00,`0.00,`,`,`"u8);
        }

        file.Add("商品"u8).Add(order.Random % 1000, 3).Add(",`,`"u8).AddMajor(order.Fee, 5).Add(",`0.60%,`"u8).AddMajor(order.IsRefund ? 0 : order.Amount, 2);
        file.Add(",`"u8).AddMajor(order.IsRefund ? order.Amount : 0, 2).Add(",`"u8).EndLine(Crlf);
    }

    private static void WriteAlipay(LineFile file, in SampleOrder order, byte[][] kinds, byte[] goods)
    {
        SampleFiles.AddTransaction(file, order, ofRefund: false).Add("\t,"u8);
        SampleFiles.AddPayment(file, order).Add(kinds[order.IsRefund ? 1 : 0]).Add(goods).Add(order.Random % 1000, 3).Add(","u8).Add(SampleFiles.Day).Add(" 00:00:00,"u8);
        file.Add(SampleFiles.Day).Add(" "u8).AddTime(order.Second).Add(",\t,\t,\t,\t,*(182****01)\t,"u8);
        var amount = order.IsRefund ? -order.Amount : order.Amount;
        if (order.Planted == Planted.Malformed)
        {
            file.Add("n/a"u8);
        }
        else
        {
            file.AddMajor(amount, 2);
        }

        file.Add(","u8).AddMajor(order.Planted == Planted.Malformed ? 0 : amount, 2).Add(",0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,"u8);
        if (order.IsRefund)
        {
            SampleFiles.AddAttempt(file, order);
        }

        file.Add("\t,"u8).AddMajor(-order.Fee, 2).Add(",0.00,"u8).EndLine("\n"u8);
    }
}
