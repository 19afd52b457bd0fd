using Payments.Channels;

namespace Payments.Core.Health;

/// <summary>How an account stands.</summary>
internal sealed record HealthReading
{
    public required string Account { get; init; }

    public required ChannelHealth Health { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? NextProbeAt { get; init; }

    public required int FailuresInARow { get; init; }

    public PaymentError? LastError { get; init; }

    public bool IsHearsay { get; init; }

    /// <summary>Rises with each change that this node found out itself.</summary>
    public required int Findings { get; init; }
}
