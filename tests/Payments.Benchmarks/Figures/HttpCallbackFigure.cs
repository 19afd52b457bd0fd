using System.Diagnostics;
using Payments.Benchmarks.Http;
using Payments.Benchmarks.PostgreSql;
using Payments.Benchmarks.Running;

namespace Payments.Benchmarks.Figures;

/// <summary>
/// The whole way of a callback over HTTP: Kestrel, verify, decrypt, match, commit to PostgreSQL, acknowledge; against the same way without the
/// database, or at half of its peak against 50 ms. The generator runs on the same cores.
/// </summary>
internal sealed class HttpCallbackFigure : Figure
{
    private const double ThirdAsFast = 3;
    private const double Limit = 50_000;

    private readonly CallbackLoad _load = CallbackLoad.StartAsync().GetAwaiter().GetResult();
    private readonly bool _isLatency;
    private List<byte[]> _requests = [];
    private double _peak;
    private double _p99;
    private long _sent;

    private HttpCallbackFigure(string name, bool isLatency)
        : base(name, Cost.Wall, isLatency ? 1 : ThirdAsFast) => _isLatency = isLatency;

    public override string Yardstick => _isLatency
        ? "50 ms; 99 of 100 stay below ours, at half of the peak"
        : "the same endpoint without the database: Kestrel, verify, decrypt, parse, acknowledge; 1,024 connections for both";

    public override double? FixedYardstick => _isLatency ? Limit : null;

    public override int FewestOperations => 3_000;

    public override int MostOperations => 3_000;

    public override double? Measured => _isLatency ? _p99 : null;

    public static HttpCallbackFigure Throughput() => new("callback.http.postgres", isLatency: false);

    public static HttpCallbackFigure Latency() => new("callback.http.postgres.p99", isLatency: true);

    public override async Task BeforeOursAsync(int operations)
    {
        if (_isLatency)
        {
            var peak = await _load.PrepareAsync(operations, CallbackServer.FullPath);
            var began = Stopwatch.GetTimestamp();
            await SendAsync(peak);
            _peak = operations / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        _requests = await _load.PrepareAsync(operations, CallbackServer.FullPath);
    }

    public override async Task RunOursAsync(int operations)
    {
        if (_isLatency)
        {
            _sent += operations;
            _p99 = await OpenLoop.P99Async(operations, _peak / 2, i => _load.SendAsync(_requests[i]));
            return;
        }

        await SendAsync(_requests);
    }

    public override async Task BeforeYardstickAsync(int operations) => _requests = await _load.PrepareAsync(operations, CallbackServer.BarePath);

    public override Task RunYardstickAsync(int operations) => PostgreSqlHost.AtOnceAsync(_requests, CallbackLoad.Lines, _load.SendAsync);

    /// <summary>An acknowledgement says that the order is paid.</summary>
    public override void Check()
    {
        var paid = _load.CountPaidAsync().GetAwaiter().GetResult();
        if (paid != _sent)
        {
            throw new InvalidOperationException($"{_sent} callbacks were acknowledged, and {paid} orders are paid.");
        }
    }

    public override void Dispose() => _load.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task SendAsync(List<byte[]> requests)
    {
        _sent += requests.Count;
        await PostgreSqlHost.AtOnceAsync(requests, CallbackLoad.Lines, _load.SendAsync);
    }
}
