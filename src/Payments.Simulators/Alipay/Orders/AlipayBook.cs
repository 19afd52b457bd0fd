using System.Globalization;
using System.Security.Cryptography;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>All orders of the simulated world, by each of their names. Every member needs <see cref="Lock"/> held.</summary>
internal sealed class AlipayBook(int capacity)
{
    private readonly Dictionary<(string SellerId, string OutTradeNo), AlipayTrade> _byOrder = [];
    private readonly Dictionary<string, AlipayTrade> _byTradeNo = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AlipayTrade> _byCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AlipayTrade> _newest = new(StringComparer.Ordinal);
    private readonly LinkedList<AlipayTrade> _inOrder = [];
    private readonly PriorityQueue<AlipayTrade, DateTimeOffset> _expiring = new();
    private readonly int _start = RandomNumberGenerator.GetInt32(100_000_000);
    private int _sequence;

    public Lock Lock { get; } = new();

    /// <summary>Newest first.</summary>
    public IEnumerable<AlipayTrade> NewestFirst => _inOrder;

    public AlipayTrade? Find(string sellerId, string outTradeNo) => _byOrder.GetValueOrDefault((sellerId, outTradeNo));

    public AlipayTrade? FindNewest(string outTradeNo) => _newest.GetValueOrDefault(outTradeNo);

    public AlipayTrade? FindByTradeNo(string sellerId, string tradeNo) =>
        _byTradeNo.GetValueOrDefault(tradeNo) is { } trade && trade.Terms.Merchant.SellerId == sellerId ? trade : null;

    public AlipayTrade? FindByCode(string code) => _byCode.GetValueOrDefault(code);

    public AlipayTrade Add(AlipayTerms terms, DateTimeOffset now)
    {
        var trade = new AlipayTrade(terms, RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 17), now);
        _byOrder[(terms.Merchant.SellerId, terms.OutTradeNo)] = trade;
        _byCode[trade.Code] = trade;
        _newest[terms.OutTradeNo] = trade;
        _inOrder.AddFirst(trade);
        _expiring.Enqueue(trade, terms.ExpiresAt);
        if (_inOrder.Count > capacity) ForgetOldest();
        if (_expiring.Count > 2L * capacity) ForgetExpiries();
        return trade;
    }

    /// <summary>Puts an unopened order under the terms of its latest request.</summary>
    public void Renew(AlipayTrade trade, AlipayTerms terms)
    {
        if (terms.ExpiresAt != trade.Terms.ExpiresAt) _expiring.Enqueue(trade, terms.ExpiresAt);
        trade.Terms = terms;
    }

    /// <summary>Gives an order its trade number: from now on there is a trade.</summary>
    public void Number(AlipayTrade trade, DateTimeOffset now)
    {
        var tail = (_start + ++_sequence) % 1_000_000_000;
        trade.TradeNo = string.Create(CultureInfo.InvariantCulture, $"{AlipayTime.Format(now, "yyyyMMdd")}22001{trade.BuyerId[^6..]}{tail:D9}");
        _byTradeNo[trade.TradeNo] = trade;
    }

    /// <summary>Takes the next order whose time to be paid is over.</summary>
    public bool TryTakeExpired(DateTimeOffset now, out AlipayTrade trade)
    {
        if (_expiring.TryPeek(out trade!, out var at) && at <= now)
        {
            _expiring.Dequeue();
            return true;
        }

        return false;
    }

    public void Clear()
    {
        _byOrder.Clear();
        _byTradeNo.Clear();
        _byCode.Clear();
        _newest.Clear();
        _inOrder.Clear();
        _expiring.Clear();
    }

    private void ForgetOldest()
    {
        var oldest = _inOrder.Last!.Value;
        _inOrder.RemoveLast();
        _byOrder.Remove((oldest.Terms.Merchant.SellerId, oldest.OutTradeNo));
        _byCode.Remove(oldest.Code);
        if (oldest.TradeNo is { } tradeNo) _byTradeNo.Remove(tradeNo);
        if (_newest.GetValueOrDefault(oldest.OutTradeNo) == oldest) _newest.Remove(oldest.OutTradeNo);
    }

    /// <summary>Drops what the queue still holds of forgotten and renewed orders.</summary>
    private void ForgetExpiries()
    {
        _expiring.Clear();
        _expiring.EnqueueRange(_inOrder.Select(static trade => (trade, trade.Terms.ExpiresAt)));
    }
}
