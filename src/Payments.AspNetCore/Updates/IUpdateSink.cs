namespace Payments.AspNetCore.Updates;

/// <summary>Where live updates go.</summary>
internal interface IUpdateSink
{
    ValueTask SendAsync(UpdateMessage update, CancellationToken cancellationToken);

    /// <summary>Shows that the stream is alive.</summary>
    ValueTask BeatAsync(CancellationToken cancellationToken);
}
