using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Payments.Coordination;

namespace Payments.Redis;

/// <summary>
/// The bus between nodes: one channel of Redis, on which each message has its sender's name and the orders that changed. While one message is on its way
/// the next orders gather, so that a busy node sends few messages.
/// </summary>
internal sealed class RedisCommitBus : BackgroundService, ICommitBus
{
    private const int MostWaiting = 10_000;
    private const int MostOrders = 200;
    private const int NameLength = 16;

    private readonly RedisLink _link;
    private readonly string _channel;
    private readonly Channel<News> _news = Channel.CreateBounded<News>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private ImmutableArray<Member> _members = [];

    public RedisCommitBus(RedisLink link)
    {
        _link = link;
        _channel = link.KeyOf("commits");
        link.Listen(_channel, Hear);
    }

    public ICommitBusMember Join(Action<OrderNo> heard)
    {
        var member = new Member(this, RandomNumberGenerator.GetHexString(NameLength, lowercase: true), heard);
        ImmutableInterlocked.Update(ref _members, static (members, joined) => members.Add(joined), member);
        return member;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var orders = new List<string>(MostOrders);
        try
        {
            while (await _news.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            {
                while (_news.Reader.TryRead(out var first))
                {
                    orders.Add(first.OrderNo.Value);
                    while (orders.Count < MostOrders && _news.Reader.TryPeek(out var next) && next.Sender == first.Sender && _news.Reader.TryRead(out next))
                    {
                        orders.Add(next.OrderNo.Value);
                    }

                    // Lost while Redis is away: whoever listens also polls.
                    var message = $"{first.Sender} {string.Join(' ', orders)}";
                    orders.Clear();
                    await _link.TryAsync(adapter => adapter.PublishAsync(_channel, message), stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Hear(string message)
    {
        var parts = message.Split(' ');
        foreach (var part in parts.Skip(1))
        {
            if (!OrderNo.TryParse(part, out var orderNo))
            {
                continue;
            }

            foreach (var member in _members)
            {
                member.Hear(parts[0], orderNo);
            }
        }
    }

    private readonly record struct News(string Sender, OrderNo OrderNo);

    private sealed class Member(RedisCommitBus bus, string name, Action<OrderNo> heard) : ICommitBusMember
    {
        public void Announce(OrderNo orderNo) => bus._news.Writer.TryWrite(new News(name, orderNo));

        public void Dispose() => ImmutableInterlocked.Update(ref bus._members, static (members, left) => members.Remove(left), this);

        public void Hear(string sender, OrderNo orderNo)
        {
            if (sender != name)
            {
                heard(orderNo);
            }
        }
    }
}
