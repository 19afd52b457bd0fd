using Payments.Benchmarks.Running;
using Payments.Benchmarks.Sqlite;

namespace Payments.Benchmarks.Figures;

/// <summary>Creating an order through <see cref="IPaymentClient"/> on SQLite, against the same rows inserted by hand in as many transactions.</summary>
internal sealed class OrderCreationFigure : Figure
{
    private readonly SqliteHost _host = new();
    private readonly HandWriter _hand;
    private readonly int _callers;
    private List<OrderRows> _rows = [];
    private string _last = "";

    private OrderCreationFigure(string name, Cost cost, double? bar, int callers)
        : base(name, cost, bar)
    {
        _callers = callers;
        _hand = new HandWriter(_host.YardstickFile);
    }

    public override string Yardstick => "the same rows by hand: Microsoft.Data.Sqlite, prepared statements, the same pragmas, 2 transactions, 1 caller";

    // Both files grow with each round; a round must not change what it measures.
    public override int MostOperations => 1_000;

    public static OrderCreationFigure OneCaller() => new("order.create.sqlite", Cost.Cpu, bar: 2, callers: 1);

    public static OrderCreationFigure OneCallerOnTheWall() => new("order.create.sqlite.wall", Cost.Wall, bar: 2, callers: 1);

    public static OrderCreationFigure Concurrent() => new("order.create.sqlite.concurrent", Cost.Wall, bar: 1, callers: 32);

    public override Task RunOursAsync(int operations) => _callers == 1
        ? CreateAsync(operations)
        : Task.WhenAll(Enumerable.Range(0, _callers).Select(caller => Task.Run(() => CreateAsync((operations / _callers) + (caller < operations % _callers ? 1 : 0)))));

    public override Task BeforeYardstickAsync(int operations)
    {
        _rows = OrderRows.Read(_host.OursFile, _last, operations);
        _last = (string)_rows[^1].Order[0];
        return Task.CompletedTask;
    }

    public override Task RunYardstickAsync(int operations)
    {
        _rows.ForEach(_hand.Create);
        return Task.CompletedTask;
    }

    public override void Check() => SameRows.Check(_host.OursFile, _host.YardstickFile);

    public override void Dispose()
    {
        _hand.Dispose();
        _host.Dispose();
    }

    private async Task CreateAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            await _host.CreateAsync();
        }
    }
}
