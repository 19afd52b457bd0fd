using Payments.Benchmarks.Running;
using Payments.Benchmarks.Sqlite;
using Payments.Channels;

namespace Payments.Benchmarks.Figures;

/// <summary>Applying a verified callback to an order on SQLite, against the same rows written by hand in one transaction. Informs only.</summary>
internal sealed class CallbackApplyFigure : Figure
{
    private readonly SqliteHost _host = new();
    private readonly HandWriter _hand;
    private List<NotificationRequest> _callbacks = [];
    private List<OrderRows> _rows = [];
    private string _last = "";

    public CallbackApplyFigure()
        : base("callback.apply.sqlite", Cost.Cpu, bar: null) => _hand = new HandWriter(_host.YardstickFile);

    public override string Yardstick => "the same rows by hand: Microsoft.Data.Sqlite, prepared statements, the same pragmas, 1 transaction";

    public override int MostOperations => 1_000;

    public override async Task BeforeOursAsync(int operations)
    {
        _callbacks = new List<NotificationRequest>(operations);
        for (var i = 0; i < operations; i++)
        {
            var order = await _host.CreateAsync();
            _callbacks.Add(SqliteHost.Paid(order.Attempts[0].AttemptNo));
        }
    }

    public override async Task RunOursAsync(int operations)
    {
        foreach (var callback in _callbacks)
        {
            await _host.ReceiveAsync(callback);
        }
    }

    public override Task BeforeYardstickAsync(int operations)
    {
        _rows = OrderRows.Read(_host.OursFile, _last, operations);
        _last = (string)_rows[^1].Order[0];
        _rows.ForEach(_hand.Create);
        return Task.CompletedTask;
    }

    public override Task RunYardstickAsync(int operations)
    {
        _rows.ForEach(_hand.Pay);
        return Task.CompletedTask;
    }

    public override void Check() => SameRows.Check(_host.OursFile, _host.YardstickFile);

    public override void Dispose()
    {
        _hand.Dispose();
        _host.Dispose();
    }
}
