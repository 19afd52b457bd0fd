using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Conformance;
using Payments.Recon.Runs;
using Payments.Reconciliation;
using Payments.Sqlite;
using Payments.Storage;

namespace Payments.Recon.Tests.Runs.Support;

/// <summary>A host with a channel, a store and a clock of the test's own; its services run when the test says so.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-recon-").FullName;
    private readonly World? _shared;
    private int _orders;

    public World(Action<ReconciliationOptions>? configure = null, World? shared = null, Action<IServiceCollection>? more = null)
    {
        _shared = shared;
        Time = shared?.Time ?? new VirtualTime();
        Channel = shared?.Channel ?? new FakeChannel();
        Archived = shared?.Archived ?? new MemoryArchiveStore();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IArchiveStore>(Archived);
        services.AddSingleton<IReconciliationEngine>(Engine);
        more?.Invoke(services);
        services.AddPayments()
            .AddChannel(FakeChannel.Name, "fake", _ => Channel)
            .UseSqlite(options =>
            {
                options.DataSource = File;
                options.Durability = SqliteDurability.Normal;
            })
            .AddReconciliation(options =>
            {
                options.WorkFolder = Path.Combine(_folder, "work");
                configure?.Invoke(options);
            });
        _services = services.BuildServiceProvider();
    }

    public VirtualTime Time { get; }

    public FakeChannel Channel { get; }

    public MemoryArchiveStore Archived { get; }

    public NaiveEngine Engine { get; } = new();

    public IPaymentStore Payments => _services.GetRequiredService<IPaymentStore>();

    public IReconciliationStore Store => _services.GetRequiredService<IReconciliationStore>();

    public IReconciliation Desk => _services.GetRequiredService<IReconciliation>();

    public ReconciliationArchive Archive => _services.GetRequiredService<ReconciliationArchive>();

    private string File => Path.Combine(_shared?._folder ?? _folder, "payments.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<World> StartAsync(Action<ReconciliationOptions>? configure = null, World? shared = null, Action<IServiceCollection>? more = null)
    {
        var world = new World(configure, shared, more);
        await world.Payments.InitializeAsync(Cancellation);
        return world;
    }

    /// <summary>Schedules what is due by the clock and works until nothing is due.</summary>
    public async Task WorkAsync()
    {
        await _services.GetRequiredService<RunSchedule>().RunAsync(Cancellation);
        await DrainAsync();
    }

    /// <summary>Works until nothing is due.</summary>
    public async Task DrainAsync()
    {
        var bound = 0;
        while (await WorkOnceAsync($"node-{bound}"))
        {
            Assert.True(++bound < 1_000, "A run is due for ever.");
        }
    }

    public Task<bool> WorkOnceAsync(string owner, CancellationToken? cancellation = null) =>
        _services.GetRequiredService<RunWorker>().WorkAsync(owner, cancellation ?? Cancellation);

    /// <summary>An order as the store has it after its life: paid, or whatever the attempt's status says.</summary>
    public async Task<PaymentOrder> GivenAsync(DateTimeOffset createdAt, DateTimeOffset? paidAt, AttemptStatus status = AttemptStatus.Succeeded, long minor = 8_800)
    {
        var order = Sample.Order(at: createdAt) with { Amount = Money.FromMinorUnits(minor, Currency.Cny) };
        var attempt = order.Attempts[0] with { ChannelAccount = FakeChannel.Name, Method = PaymentMethod.Parse("fake.qr") };
        order = order with { Attempts = [attempt], Method = attempt.Method };
        Assert.IsType<BeginOrderResult.Started>(await Payments.BeginOrderAsync(Sample.Begin(order), Cancellation));
        var transaction = string.Create(CultureInfo.InvariantCulture, $"42000000{++_orders:D20}");
        var isPaid = paidAt is not null;
        var commit = Sample.Next(order, each => each with
        {
            Status = isPaid ? OrderStatus.Paid : status == AttemptStatus.Closed ? OrderStatus.Closed : OrderStatus.Pending,
            PaidAt = paidAt,
            PaidAttemptNo = isPaid ? attempt.AttemptNo : null,
            ChannelTransactionId = isPaid ? transaction : null,
            Attempts = [attempt with { Status = isPaid ? AttemptStatus.Succeeded : status, ChannelTransactionId = isPaid ? transaction : null, UpdatedAt = paidAt ?? createdAt }],
        });
        Assert.Equal(CommitResult.Committed, await Payments.CommitAsync(commit, Cancellation));
        return commit.Order;
    }

    /// <summary>Says in the bill and to queries that the order's attempt was paid.</summary>
    public void ChannelHas(PaymentOrder order, DateOnly day, DateTimeOffset paidAt, string? transaction = null, long? minor = null)
    {
        var attemptNo = order.Attempts[0].AttemptNo;
        var number = transaction ?? order.ChannelTransactionId ?? $"4300{attemptNo}";
        Channel.Bill(day, new BillLine(attemptNo, number, minor ?? order.Amount.MinorUnits));
        Channel.Paid[attemptNo] = new ChannelPayment
        {
            AttemptNo = attemptNo,
            Status = ChannelPaymentStatus.Succeeded,
            Amount = order.Amount,
            ChannelTransactionId = number,
            PaidAt = paidAt,
            ChannelStatus = "SUCCESS",
        };
    }

    public async Task<List<Break>> BreaksAsync(ReadBreaks? query = null)
    {
        var found = new List<Break>();
        for (BreakCursor? after = null; ;)
        {
            var page = await Store.ReadBreaksAsync((query ?? new ReadBreaks()) with { After = after, Max = 500 }, Cancellation);
            found.AddRange(page);
            if (page.Count < 500)
            {
                return found;
            }

            after = new BreakCursor(page[^1].Day, page[^1].BreakId);
        }
    }

    public async Task<ReconciliationRun> RunOfAsync(DateOnly day)
    {
        var run = await Store.FindRunAsync(ReconciliationRun.IdOf(FakeChannel.Name, day, StatementKind.Trades), Cancellation);
        Assert.NotNull(run);
        return run;
    }

    /// <summary>Has a day done by hand, to its end.</summary>
    public async Task<ReconciliationRun> DoAsync(DateOnly day)
    {
        Assert.IsType<ReconciliationResult<ReconciliationRun>.Done>(await Desk.StartAsync(FakeChannel.Name, day, StatementKind.Trades, "anna", Cancellation));
        await DrainAsync();
        return await RunOfAsync(day);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A clock that stands still until it is set; timers are the system's.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 1, 2, 2, 0, 0, TimeSpan.FromHours(8)).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ticks, now.UtcTicks);

    public void Advance(TimeSpan by) => Set(GetUtcNow() + by);
}
