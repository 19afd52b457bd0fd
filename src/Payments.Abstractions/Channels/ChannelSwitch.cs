using System.Text.Json.Serialization;

namespace Payments.Channels;

/// <summary>What an operator lets a channel account do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelSwitchMode>))]
public enum ChannelSwitchMode
{
    /// <summary>Everything.</summary>
    On,

    /// <summary>No new attempts. What was begun is finished: resumed, asked about, closed, refunded.</summary>
    Drain,

    /// <summary>Nothing that moves money: no attempts and no refunds. Callbacks are taken, and open payments are asked about and closed.</summary>
    Disable,
}

/// <summary>A switch as an operator set it.</summary>
/// <param name="Account">The channel account.</param>
/// <param name="Mode">What it may do.</param>
/// <param name="Reason">Why, 1 to 256 characters.</param>
/// <param name="Author">Who set it, 1 to 128 characters.</param>
/// <param name="SetAt">When, by our clock.</param>
public sealed record ChannelSwitch(string Account, ChannelSwitchMode Mode, string Reason, string Author, DateTimeOffset SetAt);
