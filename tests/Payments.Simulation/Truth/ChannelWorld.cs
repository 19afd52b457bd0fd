using Payments.Channels;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Truth;

/// <summary>What is true at the channels, whatever our books say.</summary>
internal sealed class ChannelWorld
{
    /// <summary>A bar code read from a phone is dead a minute later.</summary>
    private static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Charge> _charges = [];
    private readonly Dictionary<string, DateTimeOffset> _codes = [];
    private readonly List<ChannelNotification> _messages = [];

    public ChannelWorld(World world)
    {
        World = world;
        Accounts =
        [
            new AccountTruth(this, "wechat-main", isWeChat: true),
            new AccountTruth(this, "wechat-backup", isWeChat: true),
            new AccountTruth(this, "alipay-main", isWeChat: false),
            new AccountTruth(this, "alipay-backup", isWeChat: false),
        ];
    }

    public World World { get; }

    public Ledger Ledger { get; } = new();

    public AccountTruth[] Accounts { get; }

    public IEnumerable<Charge> Charges => _charges.Values;

    public DateTimeOffset Now => World.Now;

    public Charge? Find(string attemptNo) => _charges.GetValueOrDefault(attemptNo);

    /// <summary>The truth about an attempt; made when first heard of.</summary>
    public Charge Of(string attemptNo, PaymentMethod method, AccountTruth account)
    {
        if (_charges.TryGetValue(attemptNo, out var charge))
        {
            return charge;
        }

        _ = OrderNo.TryFromAttemptNo(attemptNo, out var orderNo);
        return _charges[attemptNo] = new Charge(attemptNo, orderNo, method, account);
    }

    /// <summary>Somebody reads a code from a payer's phone.</summary>
    public void Scan(string code) => _codes[code] = Now + CodeLife;

    public bool IsCodeDead(string? code) => code is null || !_codes.TryGetValue(code, out var until) || Now >= until;

    /// <summary>Writes a callback down; its body is the number it can be found under.</summary>
    public int Write(ChannelNotification message)
    {
        _messages.Add(message);
        return _messages.Count - 1;
    }

    public ChannelNotification Read(int number) => _messages[number];
}
