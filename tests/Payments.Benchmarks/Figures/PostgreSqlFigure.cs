using Payments.Benchmarks.PostgreSql;
using Payments.Benchmarks.Running;
using Payments.Storage;

namespace Payments.Benchmarks.Figures;

/// <summary>The PostgreSQL store under many callers, against a hand-written transaction for each change on 32 connections, on one server.</summary>
internal sealed class PostgreSqlFigure : Figure
{
    private const double ThreeTimesAsFast = 1.0 / 3;
    private const int Callers = 512;

    private readonly PostgreSqlHost _host;
    private readonly bool _isPaying;
    private List<BeginOrder> _orders = [];

    private PostgreSqlFigure(string name, bool isPaying, double? bar = ThreeTimesAsFast, bool isElsewhere = false)
        : base(name, Cost.Wall, bar) => (_isPaying, _host) = (isPaying, PostgreSqlHost.StartAsync(isElsewhere).GetAwaiter().GetResult());

    public override string Yardstick => "BEGIN, one row changed, one event inserted, COMMIT by hand: Npgsql, prepared, 32 connections; ours: 512 callers";

    public override int MostOperations => 8_000;

    public static PostgreSqlFigure Creates() => new("order.create.postgres", isPaying: false);

    public static PostgreSqlFigure Callbacks() => new("callback.apply.postgres", isPaying: true);

    /// <summary>Callbacks for orders that other nodes made: this one has to read them.</summary>
    public static PostgreSqlFigure CallbacksElsewhere() => new("callback.apply.postgres.elsewhere", isPaying: true, bar: null, isElsewhere: true);

    public override async Task BeforeOursAsync(int operations)
    {
        _orders = [.. Enumerable.Range(0, operations).Select(_ => _host.Next())];
        if (_isPaying)
        {
            await PostgreSqlHost.AtOnceAsync(_orders, Callers, _host.BeginAsync);
        }
    }

    public override Task RunOursAsync(int operations) => PostgreSqlHost.AtOnceAsync(_orders, Callers, _isPaying ? _host.PayAsync : _host.BeginAsync);

    public override async Task BeforeYardstickAsync(int operations)
    {
        if (_isPaying)
        {
            await PostgreSqlHost.AtOnceAsync(_orders, HandDatabase.Connections, begin => _host.Hand.CreateAsync(begin.Order));
        }
    }

    public override Task RunYardstickAsync(int operations) => PostgreSqlHost.AtOnceAsync(
        _orders, HandDatabase.Connections, begin => _isPaying ? _host.Hand.PayAsync(begin.Order) : _host.Hand.CreateAsync(begin.Order));

    public override void Dispose() => _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
