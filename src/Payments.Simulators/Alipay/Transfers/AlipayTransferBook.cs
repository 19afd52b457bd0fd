using System.Globalization;
using System.Security.Cryptography;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Transfers;

/// <summary>All transfers and what is left to send. Every member needs the orders' lock held.</summary>
internal sealed class AlipayTransferBook(int capacity, long balanceFen)
{
    private readonly Dictionary<(string SellerId, string OutBizNo), AlipayTransfer> _byNumber = [];
    private readonly int _start = RandomNumberGenerator.GetInt32(100_000_000);
    private int _sequence;
    private long _sentFen;

    public long BalanceFen => balanceFen - _sentFen;

    public bool IsFull => _byNumber.Count >= capacity;

    public AlipayTransfer? Find(string sellerId, string outBizNo) => _byNumber.GetValueOrDefault((sellerId, outBizNo));

    public AlipayTransfer? FindByOrderId(string orderId) =>
        _byNumber.Values.FirstOrDefault(transfer => transfer.OrderId == orderId || transfer.OrderId + "F" == orderId);

    public AlipayTransfer? FindNewest(string outBizNo) => _byNumber.Values.LastOrDefault(transfer => transfer.OutBizNo == outBizNo);

    public AlipayTransfer Add(string sellerId, string outBizNo, long amountFen, string payee, string productCode, DateTimeOffset now)
    {
        var tail = (_start + ++_sequence) % 1_000_000_000;
        var orderId = string.Create(CultureInfo.InvariantCulture, $"{AlipayTime.Format(now, "yyyyMMdd")}110070000006{tail:D9}");
        var transfer = new AlipayTransfer(outBizNo, orderId, amountFen, payee, productCode, now);
        _byNumber[(sellerId, outBizNo)] = transfer;
        _sentFen += amountFen;
        return transfer;
    }

    /// <summary>How it ends; money that did not arrive, or did not stay, is there to be sent again.</summary>
    public void End(AlipayTransfer transfer, string status)
    {
        var isBack = status != AlipayTransfer.Succeeded;
        var wasBack = transfer.Status is not (AlipayTransfer.Succeeded or AlipayTransfer.Dealing);
        _sentFen += (isBack, wasBack) switch
        {
            (true, false) => -transfer.AmountFen,
            (false, true) => transfer.AmountFen,
            _ => 0,
        };
        transfer.Status = status;
    }

    public void Clear()
    {
        _byNumber.Clear();
        _sentFen = 0;
    }
}
