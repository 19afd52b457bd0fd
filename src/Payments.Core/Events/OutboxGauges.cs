using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Core.Diagnostics;
using Payments.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Events;

/// <summary>Reads from the store how far behind the outbox is, while somebody listens.</summary>
internal sealed class OutboxGauges(PaymentsTelemetry telemetry, IServiceProvider services, TimeProvider time, ILogger<OutboxGauges> logger) : BackgroundService
{
    private const long TicksPerSecond = TimeSpan.TicksPerSecond;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Gauge<long> _age = telemetry.Meter.CreateGauge<long>(PaymentsInstruments.OutboxOldestAge, "s", "How old the oldest undelivered event is.");
    private readonly Gauge<long> _deadLetters = telemetry.Meter.CreateGauge<long>(PaymentsInstruments.OutboxDeadLetters, "{event}", "Dead letters in the store.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the settings were checked: without a store the host must fail with its list of problems, not here.
        if (services.GetService<IPaymentStore>() is not IOutboxBacklog backlog)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            if (_age.Enabled || _deadLetters.Enabled)
            {
                await ReadAsync(backlog, stoppingToken).ConfigureAwait(false);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(IOutboxBacklog backlog, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            var reading = await backlog.ReadBacklogAsync(linked.Token).ConfigureAwait(false);
            var age = reading.OldestAt is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
            _age.Record(Math.Max(0, age.Ticks / TicksPerSecond));
            _deadLetters.Record(reading.DeadLetters);
        }
        catch (Exception exception)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.BacklogUnread(logger, exception);
            }
        }
    }
}
