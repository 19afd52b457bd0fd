using Payments.Reconciliation;

namespace Payments.Recon.Reporting;

/// <summary>What a bucket is called, what it means and what is to be done, for a person who does not read code.</summary>
internal sealed record BucketWords(Words Name, Words Meaning, Words ToDo)
{
    public static BucketWords Of(ReconciliationBucket bucket) => bucket switch
    {
        ReconciliationBucket.Matched => new(
            new("相符", "Matched"),
            new("双方一致。", "Both sides say the same."),
            new("无需处理。", "Nothing.")),
        ReconciliationBucket.MatchedWithinTolerance => new(
            new("容差内相符", "Matched within tolerance"),
            new("金额有差，但未超出设定的容差。", "The amounts differ by no more than the tolerance allowed."),
            new("无需处理。容差之和若在增长，请收紧设置。", "Nothing. If the sum of it grows, set the tolerance tighter.")),
        ReconciliationBucket.ChannelOnly => new(
            new("渠道有、我方无（长款）", "At the channel only"),
            new("渠道收了或退了钱，我方账上没有。", "The channel moved money that our books do not have."),
            new("向渠道查单。确已支付：补单；重复支付：原路退款。", "Query it at the channel. Paid: complete the order. Paid twice: refund it to its origin.")),
        ReconciliationBucket.OursOnly => new(
            new("我方有、渠道无（短款）", "In our books only"),
            new("我方记了账，渠道账单里没有。", "We booked money that the channel's bill does not have."),
            new("先停发货，再向渠道查单。渠道确无此笔：调账。", "Hold delivery and query it at the channel. If the channel does not have it: adjust the books.")),
        ReconciliationBucket.Amount => new(
            new("金额不一致", "Amount differs"),
            new("同一笔支付，双方金额不同。", "One payment, two amounts."),
            new("以渠道金额为准核对订单：多收退款，少收挂账并追查。", "The channel's amount is what moved. Refund what was too much; put what is missing into suspense and ask why.")),
        ReconciliationBucket.Currency => new(
            new("币种不一致", "Currency differs"),
            new("同一笔，双方币种不同。", "One line, two currencies."),
            new("检查渠道账户的币种设置与订单，更正后重新对账。", "Compare the account's currency with the order's, correct it and run the day again.")),
        ReconciliationBucket.Status => new(
            new("状态不一致", "Status differs"),
            new("渠道已成功，我方未记为成功。", "Money moved at the channel; our record says it did not."),
            new("向渠道查单并补单。订单已另行支付：原路退款。", "Query it and complete the order. If the order was paid otherwise: refund it.")),
        ReconciliationBucket.Fee => new(
            new("手续费不一致", "Fee differs"),
            new("本金一致，手续费不同。", "The amounts agree, the fees do not."),
            new("核对签约费率。渠道多收：向渠道申诉；费率已变：更新设置。", "Compare with the contract's rate. Too much: claim it from the channel. Changed: update the rate.")),
        ReconciliationBucket.Refund => new(
            new("退款金额不一致", "Refund differs"),
            new("同一笔退款，双方金额不同。", "One refund, two amounts."),
            new("向渠道查询退款。差额补退或调账，需两人复核。", "Query the refund. Refund the rest or adjust the books; two people look at it.")),
        ReconciliationBucket.Duplicate => new(
            new("重复行", "Duplicate"),
            new("同一编号出现多次，首行已参与对账。", "A number that is there more than once; its first line was compared."),
            new("确认是否真的动了两次钱。是：原路退款；否：忽略并注明原因。", "Find out whether money moved twice. Yes: refund it. No: ignore it, with the reason.")),
        ReconciliationBucket.HeldByCutoff => new(
            new("日切待清", "Held by cut-off"),
            new("临近零点，渠道可能记入次日账单。", "So close to midnight that the channel may have it in the next bill."),
            new("无需处理：次日账单到后自动核销，超过 T+3 转为差异。", "Nothing: the next bill clears it by itself; after T+3 it becomes a difference.")),
        ReconciliationBucket.Malformed => new(
            new("无法解析", "Cannot be read"),
            new("账单中这一行格式有误，未参与对账。", "A line that could not be read and was not compared."),
            new("按行号查看原始账单，联系渠道重新出具。", "Look at the line in the bill as received and ask the channel for a correct one.")),
        _ => throw new ArgumentOutOfRangeException(nameof(bucket), bucket, "No such bucket."),
    };

    /// <summary>How much it presses: 3 money may be lost, 2 money is unclear, 1 to be looked at, 0 nothing to do.</summary>
    public static int Urgency(ReconciliationBucket bucket) => bucket switch
    {
        ReconciliationBucket.OursOnly or ReconciliationBucket.Status => 3,
        ReconciliationBucket.ChannelOnly or ReconciliationBucket.Amount or ReconciliationBucket.Refund or ReconciliationBucket.Currency => 2,
        ReconciliationBucket.Duplicate or ReconciliationBucket.Fee or ReconciliationBucket.Malformed => 1,
        _ => 0,
    };

    /// <summary>Whether both sides agree.</summary>
    public static bool IsMatched(ReconciliationBucket bucket) => bucket is ReconciliationBucket.Matched or ReconciliationBucket.MatchedWithinTolerance;

    /// <summary>Whether somebody has to look: neither matched nor held.</summary>
    public static bool IsBreak(ReconciliationBucket bucket) => !IsMatched(bucket) && bucket != ReconciliationBucket.HeldByCutoff;
}
