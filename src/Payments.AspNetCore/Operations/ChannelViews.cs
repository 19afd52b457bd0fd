using Payments.AspNetCore.Orders;
using Payments.Channels;

namespace Payments.AspNetCore.Operations;

/// <summary>The channel accounts, in the order of their registration.</summary>
internal sealed record ChannelList(IReadOnlyList<ChannelView> Channels);

/// <summary>A channel account as an operator sees it.</summary>
internal sealed record ChannelView
{
    public required string Account { get; init; }

    public required string Channel { get; init; }

    public required ChannelHealth Health { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? NextProbeAt { get; init; }

    public required int FailuresInARow { get; init; }

    public ErrorView? LastError { get; init; }

    public required bool IsHearsay { get; init; }

    /// <summary>What it may do, also while nobody ever set a switch.</summary>
    public required ChannelSwitchMode Mode { get; init; }

    public SwitchView? Switch { get; init; }

    public static ChannelView Of(ChannelAccountStatus status) => new()
    {
        Account = status.Account,
        Channel = status.Channel,
        Health = status.Health,
        Since = status.Since,
        NextProbeAt = status.NextProbeAt,
        FailuresInARow = status.FailuresInARow,
        LastError = ErrorView.Of(status.LastError),
        IsHearsay = status.IsHearsay,
        Mode = status.Switch?.Mode ?? ChannelSwitchMode.On,
        Switch = status.Switch is { } set ? SwitchView.Of(set) : null,
    };
}

/// <summary>The switches of a channel account, newest first.</summary>
internal sealed record SwitchList(IReadOnlyList<SwitchView> Switches);

/// <summary>A switch as it was set.</summary>
internal sealed record SwitchView(string Account, ChannelSwitchMode Mode, string Reason, string Author, DateTimeOffset SetAt)
{
    public static SwitchView Of(ChannelSwitch set) => new(set.Account, set.Mode, set.Reason, set.Author, set.SetAt);
}
