using System.Collections.Concurrent;
using Payments.Channels;

namespace Payments.AspNetCore.Tests.Fakes;

/// <summary>Two accounts, one of them ill; remembers what it was asked.</summary>
internal sealed class FakeAccounts : IChannelAccounts
{
    private static readonly DateTimeOffset At = new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);

    public ConcurrentQueue<ChannelSwitch> Switched { get; } = [];

    public ConcurrentQueue<(string Account, int Max)> Histories { get; } = [];

    public ConcurrentQueue<RouteQuestion> Questions { get; } = [];

    public ConcurrentQueue<RouteRecord> Replayed { get; } = [];

    public Func<ChannelSwitch, ChannelSwitch> OnSwitch { get; set; } = set => set;

    public Func<RouteRecord, RouteRecord> OnReplay { get; set; } = record => record;

    public IReadOnlyList<ChannelAccountStatus> Read() =>
    [
        new() { Account = "wechat-main", Channel = "wechat", Health = ChannelHealth.Healthy, Since = At, FailuresInARow = 0 },
        new()
        {
            Account = "alipay-main",
            Channel = "alipay",
            Health = ChannelHealth.Down,
            Since = At,
            NextProbeAt = At.AddSeconds(30),
            FailuresInARow = 5,
            LastError = Sample.Error(PaymentErrorCodes.ChannelNoAnswer),
            IsHearsay = true,
            Switch = new ChannelSwitch("alipay-main", ChannelSwitchMode.Drain, "ill", "ann", At),
        },
    ];

    public Task<ChannelSwitch> SwitchAsync(string account, ChannelSwitchMode mode, string reason, string author, CancellationToken cancellationToken = default)
    {
        var set = OnSwitch(new ChannelSwitch(account, mode, reason, author, At));
        Switched.Enqueue(set);
        return Task.FromResult(set);
    }

    public Task<IReadOnlyList<ChannelSwitch>> ReadSwitchesAsync(string account, int max = 100, CancellationToken cancellationToken = default)
    {
        Histories.Enqueue((account, max));
        return Task.FromResult<IReadOnlyList<ChannelSwitch>>([new(account, ChannelSwitchMode.On, "well", "bob", At.AddMinutes(1)), new(account, ChannelSwitchMode.Disable, "ill", "ann", At)]);
    }

    public RouteRecord Explain(RouteQuestion question)
    {
        Questions.Enqueue(question);
        return Sample.Route();
    }

    public RouteRecord Replay(RouteRecord record)
    {
        Replayed.Enqueue(record);
        return OnReplay(record);
    }
}
