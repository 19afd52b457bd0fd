using System.Net;
using Payments.Recon.Distributed;

namespace Payments.Recon;

/// <summary>
/// The engine for a day that outgrows the machine: reads both files as the one in process, and matches them on a ClickHouse cluster. The results are
/// the same bytes. A shard that does not answer is an error.
/// </summary>
public sealed class ClickHouseReconciliationEngine : IReconciliationEngine, IDisposable
{
    private const int MostShards = 64;
    private const long LeastMemory = 64L << 20;

    private readonly ClickHouseOptions _options;
    private readonly TimeProvider _time;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;

    /// <summary>Makes it; no server is asked yet.</summary>
    /// <param name="options">Where the cluster is.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    /// <exception cref="ReconciliationException">A setting is out of its range (<c>recon_job_invalid</c>).</exception>
    public ClickHouseReconciliationEngine(ClickHouseOptions options, TimeProvider? time = null)
    {
        Check(options);
        (_options, _time) = (options, time ?? TimeProvider.System);
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        _http = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public Task<ReconciliationSummary> RunAsync(ReconciliationJob job, IProgress<ReconciliationProgress>? progress, CancellationToken cancellationToken)
    {
        ClickHouseShard[] shards = [.. _options.Shards.Select(address => new ClickHouseShard(_http, address, _options, _time))];
        return new LocalReconciliationEngine(new ClickHouseMatch(shards, _options)).RunAsync(job, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private static void Check(ClickHouseOptions options)
    {
        Require(options.Shards.Count is >= 1 and <= MostShards && options.Shards.All(shard => shard.IsAbsoluteUri && shard.Scheme is "http" or "https"), "Shards", "1 to 64 absolute http or https addresses");
        Require(IsName(options.Cluster), "Cluster", "letters, digits, '_', '-' and '.', as in the servers' remote_servers");
        Require(IsName(options.Database), "Database", "letters, digits, '_', '-' and '.'");
        Require(options.MaxMemoryBytes >= LeastMemory, "MaxMemoryBytes", "at least 64 MiB");
        Require(options.Timeout >= TimeSpan.FromSeconds(1) && options.Timeout <= TimeSpan.FromDays(1), "Timeout", "1 second to 1 day");

        static void Require(bool holds, string name, string range)
        {
            if (!holds)
            {
                throw new ReconciliationException(ReconciliationErrorCodes.JobInvalid, $"ClickHouse: {name} is out of its range: {range}.");
            }
        }
    }

    // They are part of statements: nothing else may be in them.
    private static bool IsName(string text) => text.Length is > 0 and <= 64 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.');
}
