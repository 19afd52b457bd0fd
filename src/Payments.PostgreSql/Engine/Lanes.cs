using Microsoft.Extensions.Logging;

namespace Payments.PostgreSql;

/// <summary>The lanes of one kind of work. What belongs to one shard takes one lane, so that it is never in its own way.</summary>
/// <typeparam name="TWork">The work.</typeparam>
internal sealed class Lanes<TWork>(RunBatch<TWork> run, PostgreSqlStoreOptions options, ILogger logger, CancellationToken stop)
    where TWork : Work
{
    private readonly Lane<TWork>[] _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => new Lane<TWork>(run, options.MaxBatch, logger, stop))];

    public ValueTask EnqueueAsync(int shard, TWork work, CancellationToken cancellationToken) => _lanes[shard % _lanes.Length].EnqueueAsync(work, cancellationToken);

    public Task StopAsync() => Task.WhenAll(_lanes.Select(lane => lane.StopAsync()));
}
