using Payments.Benchmarks.PostgreSql;
using Payments.Benchmarks.Running;
using Payments.Storage;

namespace Payments.Benchmarks.Figures;

/// <summary>The PostgreSQL store under many callers, against a hand-written transaction for each change on 32 connections, on one server.</summary>
internal sealed class PostgreSqlFigure : Figure
{
    private const double ThreeTimesAsFast = 1.0 / 3;
    private const int Callers = 256;

    private readonly PostgreSqlHost _host = PostgreSqlHost.StartAsync().GetAwaiter().GetResult();
    private readonly bool _isPaying;
    private List<BeginOrder> _orders = [];

    private PostgreSqlFigure(string name, bool isPaying)
        : base(name, Cost.Wall, ThreeTimesAsFast) => _isPaying = isPaying;

    public override string Yardstick => "BEGIN, one row changed, one event inserted, COMMIT by hand: Npgsql, prepared, 32 connections; ours: 256 callers";

    public override int MostOperations => 8_000;

    public static PostgreSqlFigure Creates() => new("order.create.postgres", isPaying: false);

    public static PostgreSqlFigure Callbacks() => new("callback.apply.postgres", isPaying: true);

    public override async Task BeforeOursAsync(int operations)
    {
        _orders = [.. Enumerable.Range(0, operations).Select(_ => _host.Next())];
        if (_isPaying)
        {
            await PostgreSqlHost.AtOnceAsync(_orders, Callers, BeginAsync);
        }
    }

    public override Task RunOursAsync(int operations) => PostgreSqlHost.AtOnceAsync(_orders, Callers, _isPaying ? PayAsync : BeginAsync);

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

    private async Task BeginAsync(BeginOrder begin)
    {
        if (await _host.Store.BeginOrderAsync(begin, CancellationToken.None) is not BeginOrderResult.Started)
        {
            throw new InvalidOperationException("A new order was there already.");
        }
    }

    /// <summary>Reads the order, decides, commits: what a callback costs the store.</summary>
    private async Task PayAsync(BeginOrder begin)
    {
        var order = await _host.Store.FindOrderAsync(begin.Order.OrderNo, CancellationToken.None);
        if (await _host.Store.CommitAsync(PostgreSqlHost.Pay(order!), CancellationToken.None) != CommitResult.Committed)
        {
            throw new InvalidOperationException("A callback was not applied.");
        }
    }
}
