using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Payments.Channels;
using Payments.Core.Diagnostics;
using Payments.Core.Options;

namespace Payments.Core.Routing;

/// <summary>
/// The table in force. Follows the configuration while the host runs: valid new rules take the place of the old ones at once, wrong ones are logged
/// and change nothing.
/// </summary>
internal sealed class RouteTables : IHostedService, IDisposable
{
    private readonly IPaymentChannels _channels;
    private readonly IOptions<PaymentsOptions> _started;
    private readonly IOptionsFactory<PaymentsOptions> _factory;
    private readonly ConfigurationPath _path;
    private readonly ILogger<RouteTables> _logger;
    private readonly List<IDisposable> _subscriptions;
    private readonly Lock _gate = new();
    private RouteTable? _current;
    private string _refused = "";

    public RouteTables(
        IPaymentChannels channels,
        IOptions<PaymentsOptions> started,
        IOptionsFactory<PaymentsOptions> factory,
        IEnumerable<IOptionsChangeTokenSource<PaymentsOptions>> sources,
        ConfigurationPath path,
        ILogger<RouteTables> logger)
    {
        _channels = channels;
        _started = started;
        _factory = factory;
        _path = path;
        _logger = logger;
        _subscriptions = [.. sources.Select(source => ChangeToken.OnChange(source.GetChangeToken, Reload))];
    }

    public RouteTable Current => Volatile.Read(ref _current) ?? First();

    /// <summary>With the host, not with the first payment: a change before that payment counts, too.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Current;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads the rules again.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            try
            {
                // Not through IOptionsMonitor: what cannot be bound at all would be thrown where nobody logs it.
                Apply(First(), _factory.Create(Microsoft.Extensions.Options.Options.DefaultName).Routing.Rules);
            }
            catch (Exception exception)
            {
                RoutingLog.RulesFault(_logger, exception);
            }
        }
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private void Apply(RouteTable before, IList<RoutingRuleOptions> rules)
    {
        var problems = RoutingRulesCheck.Find(rules, [.. before.Channels.Select(channel => channel.Account)], _path).ToList();
        var refused = string.Join("; ", problems.Select(problem => $"{problem.Path} {problem.Problem} {problem.Remedy}"));

        // One change of a file is often announced twice.
        if (problems.Count > 0 && refused != _refused)
        {
            RoutingLog.RulesRefused(_logger, problems.Count, before.Version, refused);
        }

        _refused = refused;
        if (problems.Count == 0 && RulesVersion.Of(rules) != before.Version)
        {
            Take(new RouteTable(before.Channels, rules));
        }
    }

    private RouteTable First()
    {
        lock (_gate)
        {
            if (_current is null)
            {
                Take(new RouteTable(_channels.All, _started.Value.Routing.Rules));
            }

            return _current!;
        }
    }

    private void Take(RouteTable table)
    {
        Volatile.Write(ref _current, table);
        RoutingLog.RulesInForce(_logger, table.Version, table.RuleCount, table.Channels.Length);
    }
}
