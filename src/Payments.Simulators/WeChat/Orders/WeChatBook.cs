using Payments.Simulators.WeChat.Refunds;
using Payments.Simulators.WeChat.Transfers;

namespace Payments.Simulators.WeChat.Orders;

/// <summary>All state of the simulated WeChat Pay. Every read and write happens under <see cref="Gate"/>; nothing slow does.</summary>
internal sealed class WeChatBook(SimulatorOptions options)
{
    private readonly Dictionary<(string MchId, string OutTradeNo), WeChatOrder> _orders = [];
    private readonly Dictionary<string, WeChatOrder> _newest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeChatOrder> _byTransaction = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeChatOrder> _byCode = new(StringComparer.Ordinal);
    private readonly Dictionary<(string MchId, string OutRefundNo), WeChatRefund> _refunds = [];
    private readonly Dictionary<string, WeChatRefund> _byRefundId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string MchId, string OutBillNo), WeChatTransfer> _transfers = [];
    private readonly Queue<WeChatTransfer> _transferAge = new();
    private readonly HashSet<(string MchId, string OutTradeNo)> _burnt = [];
    private readonly Queue<(string MchId, string OutTradeNo)> _burntAge = new();
    private readonly Queue<WeChatOrder> _age = new();

    public Lock Gate { get; } = new();

    public WeChatOrder? Find(string mchId, string outTradeNo) => _orders.GetValueOrDefault((mchId, outTradeNo));

    public WeChatOrder? FindNewest(string outTradeNo) => _newest.GetValueOrDefault(outTradeNo);

    public WeChatOrder? FindByTransaction(string transactionId) => _byTransaction.GetValueOrDefault(transactionId);

    public WeChatOrder? FindByCode(string code) => _byCode.GetValueOrDefault(code);

    public IEnumerable<WeChatOrder> Orders => _age;

    public void Add(WeChatOrder order)
    {
        _orders.Add((order.Party.Merchant.MchId, order.OutTradeNo), order);
        _newest[order.OutTradeNo] = order;
        _age.Enqueue(order);
        if (_age.Count > options.MaxOrders)
        {
            Forget(_age.Dequeue());
        }
    }

    /// <summary>Gives the order a new credential; the old one stops working.</summary>
    public void Issue(WeChatOrder order, string code, DateTimeOffset validUntil)
    {
        if (order.Code is not null)
        {
            _byCode.Remove(order.Code);
        }

        order.Code = code;
        order.CodeValidUntil = validUntil;
        _byCode[code] = order;
    }

    public void Pay(WeChatOrder order, string transactionId, DateTimeOffset now)
    {
        order.TransactionId = transactionId;
        order.PaidAt = now;
        order.State = TradeState.Success;
        _byTransaction[transactionId] = order;
    }

    public bool IsBurnt(string mchId, string outTradeNo) => _burnt.Contains((mchId, outTradeNo));

    public void Burn(string mchId, string outTradeNo)
    {
        if (_burnt.Add((mchId, outTradeNo)))
        {
            _burntAge.Enqueue((mchId, outTradeNo));
            if (_burntAge.Count > options.MaxOrders)
            {
                _burnt.Remove(_burntAge.Dequeue());
            }
        }
    }

    public WeChatRefund? FindRefund(string mchId, string outRefundNo) => _refunds.GetValueOrDefault((mchId, outRefundNo));

    public WeChatRefund? FindRefundById(string refundId) => _byRefundId.GetValueOrDefault(refundId);

    public void Add(WeChatRefund refund)
    {
        refund.Order.Refunds.Add(refund);
        refund.Order.State = TradeState.Refund;
        _refunds.Add((refund.Order.Party.Merchant.MchId, refund.OutRefundNo), refund);
        _byRefundId.Add(refund.RefundId, refund);
    }

    public WeChatTransfer? FindTransfer(string mchId, string outBillNo) => _transfers.GetValueOrDefault((mchId, outBillNo));

    public WeChatTransfer? FindTransfer(Func<WeChatTransfer, bool> fits) => _transfers.Values.FirstOrDefault(fits);

    public void Add(WeChatTransfer transfer)
    {
        _transfers.Add((transfer.Merchant.MchId, transfer.OutBillNo), transfer);
        _transferAge.Enqueue(transfer);
        if (_transferAge.Count > options.MaxOrders)
        {
            var oldest = _transferAge.Dequeue();
            _transfers.Remove((oldest.Merchant.MchId, oldest.OutBillNo));
        }
    }

    public void Clear()
    {
        _orders.Clear();
        _newest.Clear();
        _byTransaction.Clear();
        _byCode.Clear();
        _refunds.Clear();
        _byRefundId.Clear();
        _transfers.Clear();
        _transferAge.Clear();
        _burnt.Clear();
        _burntAge.Clear();
        _age.Clear();
    }

    private void Forget(WeChatOrder order)
    {
        _orders.Remove((order.Party.Merchant.MchId, order.OutTradeNo));
        if (_newest.GetValueOrDefault(order.OutTradeNo) == order)
        {
            _newest.Remove(order.OutTradeNo);
        }

        if (order.Code is not null)
        {
            _byCode.Remove(order.Code);
        }

        if (order.TransactionId is not null)
        {
            _byTransaction.Remove(order.TransactionId);
        }

        foreach (var refund in order.Refunds)
        {
            _refunds.Remove((order.Party.Merchant.MchId, refund.OutRefundNo));
            _byRefundId.Remove(refund.RefundId);
        }
    }
}
