using Payments.Channels;

namespace Payments.Core.Switching;

/// <summary>The switches in force.</summary>
#pragma warning disable CA1822
internal sealed class SwitchBoard
{
    public ChannelSwitchMode ModeOf(string account) => account.Length == 0 ? ChannelSwitchMode.Disable : ChannelSwitchMode.On;
}
