using System.Text.Json.Serialization;

namespace Payments.Channels;

/// <summary>What an operator sees and does: how each channel account stands, its switch, and why a payment would go where. Thread-safe; a singleton.</summary>
public interface IChannelAccounts
{
    /// <summary>How every account stands at this moment, in the order of their registration.</summary>
    IReadOnlyList<ChannelAccountStatus> Read();

    /// <summary>
    /// Sets an account's switch. It is in force on this node when the call returns, and on every other within
    /// <c>Payments:Routing:SwitchRefresh</c> (1 second).
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="mode">What it may do from now on.</param>
    /// <param name="reason">Why: 1 to 256 characters.</param>
    /// <param name="author">Who sets it: 1 to 128 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidPaymentRequestException">There is no such account, or a text is missing or too long.</exception>
    Task<ChannelSwitch> SwitchAsync(string account, ChannelSwitchMode mode, string reason, string author, CancellationToken cancellationToken = default);

    /// <summary>The account's switches, newest first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="max">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<ChannelSwitch>> ReadSwitchesAsync(string account, int max = 100, CancellationToken cancellationToken = default);

    /// <summary>Which account would be chosen at this moment, and what speaks for and against each. Nothing is written or sent.</summary>
    RouteRecord Explain(RouteQuestion question);

    /// <summary>Chooses again from what was recorded, without regard to how things stand now: the same record gives the same account.</summary>
    RouteRecord Replay(RouteRecord record);
}

/// <summary>How a channel account stands.</summary>
public sealed record ChannelAccountStatus
{
    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>Its channel.</summary>
    public required string Channel { get; init; }

    /// <summary>Its health.</summary>
    public required ChannelHealth Health { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it is probed next, while it is not healthy.</summary>
    public DateTimeOffset? NextProbeAt { get; init; }

    /// <summary>How many calls in a row failed; 0 when the last one was answered.</summary>
    public required int FailuresInARow { get; init; }

    /// <summary>What the last failure was, for an operator.</summary>
    public PaymentError? LastError { get; init; }

    /// <summary>Whether another node found it out and told this one.</summary>
    public bool IsHearsay { get; init; }

    /// <summary>Its switch; <see langword="null"/> while nobody ever set one: it is on.</summary>
    public ChannelSwitch? Switch { get; init; }
}

/// <summary>The health of a channel account.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelHealth>))]
public enum ChannelHealth
{
    /// <summary>It answers.</summary>
    Healthy,

    /// <summary>A call failed lately: it still takes payments, and is probed.</summary>
    Suspect,

    /// <summary>It takes no payments while another account can. It is probed with a harmless question.</summary>
    Down,

    /// <summary>A probe was answered: it takes payments again, and one failure takes it down again.</summary>
    Recovering,
}
