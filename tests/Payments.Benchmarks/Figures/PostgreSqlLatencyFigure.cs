using System.Diagnostics;
using Payments.Benchmarks.PostgreSql;
using Payments.Benchmarks.Running;
using Payments.Storage;

namespace Payments.Benchmarks.Figures;

/// <summary>How long creates and callbacks take at half of the peak, which is measured just before, with an open loop; against 50 ms.</summary>
internal sealed class PostgreSqlLatencyFigure : Figure
{
    private const int Callers = 256;
    private const int Operations = 6_000;
    private const double Limit = 50_000;

    private readonly PostgreSqlHost _host = PostgreSqlHost.StartAsync().GetAwaiter().GetResult();
    private readonly bool _isPaying;
    private List<BeginOrder> _orders = [];
    private double _peak;
    private double _p99;

    private PostgreSqlLatencyFigure(string name, bool isPaying)
        : base(name, Cost.Wall, bar: 1) => _isPaying = isPaying;

    public override string Yardstick => "50 ms; 99 of 100 stay below ours, at half of the peak";

    public override double? FixedYardstick => Limit;

    public override int FewestOperations => Operations;

    public override int MostOperations => Operations;

    public override double? Measured => _p99;

    public static PostgreSqlLatencyFigure Creates() => new("order.create.postgres.p99", isPaying: false);

    public static PostgreSqlLatencyFigure Callbacks() => new("callback.apply.postgres.p99", isPaying: true);

    public override async Task BeforeOursAsync(int operations)
    {
        var peak = await PrepareAsync(operations);
        var began = Stopwatch.GetTimestamp();
        await PostgreSqlHost.AtOnceAsync(peak, Callers, ActAsync);
        _peak = operations / Stopwatch.GetElapsedTime(began).TotalSeconds;
        _orders = await PrepareAsync(operations);
    }

    public override async Task RunOursAsync(int operations) => _p99 = await OpenLoop.P99Async(operations, _peak / 2, i => ActAsync(_orders[i]));

    public override Task RunYardstickAsync(int operations) => throw new NotSupportedException();

    public override void Dispose() => _host.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<List<BeginOrder>> PrepareAsync(int operations)
    {
        List<BeginOrder> orders = [.. Enumerable.Range(0, operations).Select(_ => _host.Next())];
        if (_isPaying)
        {
            await PostgreSqlHost.AtOnceAsync(orders, Callers, _host.BeginAsync);
        }

        return orders;
    }

    private Task ActAsync(BeginOrder begin) => _isPaying ? _host.PayAsync(begin) : _host.BeginAsync(begin);
}
