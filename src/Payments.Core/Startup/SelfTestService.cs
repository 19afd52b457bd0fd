using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Diagnostics;

namespace Payments.Core.Startup;

/// <summary>Has every account test itself against its channel once the host is up. It warns and never stops the host: the channel may be down.</summary>
internal sealed class SelfTestService(IPaymentChannels channels, IOptions<PaymentsOptions> options, TimeProvider time, ILogger<SelfTestService> logger) : BackgroundService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.SelfTest)
        {
            return;
        }

        // Give the host the time to open its port: the channel may be a simulator on it.
        await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var channel in channels.All)
        {
            if (channel is IChannelSelfTest test && !stoppingToken.IsCancellationRequested)
            {
                await TestAsync(channel.Account, test, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task TestAsync(string account, IChannelSelfTest test, CancellationToken stoppingToken)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
        try
        {
            var problems = await test.TestAsync(linked.Token).ConfigureAwait(false);
            foreach (var problem in problems)
            {
                Log.SelfTestProblem(logger, problem.Path, problem.Problem, problem.Remedy);
            }

            if (problems.Count == 0)
            {
                Log.SelfTestPassed(logger, account);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.SelfTestFailed(logger, account, exception);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
