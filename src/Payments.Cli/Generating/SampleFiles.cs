using System.Text;

namespace Payments.Cli.Generating;

/// <summary>Writes our side, and what was planted.</summary>
internal static class SampleFiles
{
    public static ReadOnlySpan<byte> Day => "2026-11-27"u8;

    public static ReadOnlySpan<byte> DayDigits => "20261127"u8;

    public static void WriteOurs(Plan plan, string path, bool isAlipay, CancellationToken cancellationToken)
    {
        using var file = new LineFile(path);
        file.Add("orderNo,attemptNo,channelTransactionId,kind,amountMinor,currency,status,occurredAt,feeMinor"u8).EndLine("\n"u8);
        for (var index = 0L; index < plan.Rows; index++)
        {
            if ((index & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var order = plan[index];
            if (order.IsOurs)
            {
                WriteOurs(file, order, isAlipay);
                if (order.Planted == Planted.DuplicateOfOurs)
                {
                    WriteOurs(file, order, isAlipay);
                }
            }
        }
    }

    public static void WriteTruth(Plan plan, string path)
    {
        using var file = new LineFile(path);
        file.Add("bucket,planted,orderNo,attemptNo"u8).EndLine("\n"u8);
        foreach (var (index, kind) in plan.All)
        {
            var order = plan[index];
            file.Add(Plan.BucketOf(kind), Encoding.ASCII).Add(","u8).Add(kind.ToString(), Encoding.ASCII).Add(",M"u8).Add(order.Number, 12).Add(","u8);
            AddAttempt(file, order).EndLine("\n"u8);
        }
    }

    /// <summary>The number the channel saw: 28 digits.</summary>
    public static LineFile AddAttempt(LineFile file, in SampleOrder order) =>
        (order.IsRefund ? file.Add("80"u8) : file.Add("20"u8)).Add(DayDigits[2..]).Add(order.Random >> 36, 8).Add(order.Number, 12);

    /// <summary>The number of the payment that a line is of, or refunds.</summary>
    public static LineFile AddPayment(LineFile file, in SampleOrder order) =>
        file.Add(DayDigits).Add(order.Random >> 36, 8).Add(order.Number, 12);

    public static LineFile AddTransaction(LineFile file, in SampleOrder order, bool ofRefund) =>
        (ofRefund ? file.Add("5030"u8) : file.Add("4200"u8)).Add(order.Random >> 24, 10).Add(DayDigits).Add(order.Number, 12);

    private static void WriteOurs(LineFile file, in SampleOrder order, bool isAlipay)
    {
        file.Add("M"u8).Add(order.Number, 12).Add(","u8);
        AddAttempt(file, order).Add(","u8);
        AddTransaction(file, order, order.IsRefund && !isAlipay).Add(order.IsRefund ? ",refund,"u8 : ",payment,"u8);
        file.Add(order.Amount + (order.Planted is Planted.Amount or Planted.Refund ? 1 + (long)(order.Random % 7) : 0));
        file.Add(order.Planted == Planted.Currency ? ",HKD,"u8 : ",CNY,"u8).Add(Status(order)).Add(","u8);
        file.Add(Day).Add("T"u8).AddTime(order.Second).Add("+08:00,"u8);
        if (!order.IsRefund)
        {
            file.Add(order.Fee + (order.Planted == Planted.Fee ? 1 : 0));
        }

        file.EndLine("\n"u8);
    }

    private static ReadOnlySpan<byte> Status(in SampleOrder order) => order.Planted != Planted.Status ? "succeeded"u8
        : (order.Random % 3) switch { 0 => "closed"u8, 1 => "pending"u8, _ => "failed"u8 };
}
