using Microsoft.Extensions.Logging;
using Payments.AspNetCore.Hosting;
using Payments.Diagnostics;

namespace Payments.AspNetCore.Health;

/// <summary>
/// Asks a probe at most once per second however many ask us, and waits two seconds at most. What a probe throws may hold an address or worse: only the
/// name of its type is logged, and nothing of it is shown.
/// </summary>
internal sealed class ProbeAsker(IDependencyProbe probe, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MostCharacters = 200;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ProbeResult? _last;
    private long _askedAt;

    public IDependencyProbe Probe => probe;

    public async Task<ProbeResult> AskAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || time.GetElapsedTime(_askedAt) >= Freshness)
            {
                var found = await AskNowAsync();
                Tell(found);
                _last = found;
                _askedAt = time.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Not cut short by whoever asked first: others wait for the same answer.</summary>
    private async Task<ProbeResult> AskNowAsync()
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            // A probe that ignores its token must not hold the answer up.
            var found = await Task.Run(() => probe.ProbeAsync(limit.Token), CancellationToken.None).WaitAsync(limit.Token);
            return found.Finding is { Length: > MostCharacters } finding ? Same(found.Status, finding[..MostCharacters]) : found;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return ProbeResult.Down("It did not answer within two seconds.");
        }
        catch (Exception fault)
        {
            Log.ProbeFault(logger, probe.Name, fault.GetType().Name);
            return ProbeResult.Down("It cannot be used; the host's log says more.");
        }
    }

    private static ProbeResult Same(ProbeStatus status, string finding) =>
        status == ProbeStatus.Down ? ProbeResult.Down(finding) : ProbeResult.Impaired(finding);

    private void Tell(ProbeResult found)
    {
        if (found.Status == (_last?.Status ?? ProbeStatus.Up))
        {
            return;
        }

        if (found.Status == ProbeStatus.Up)
        {
            Log.DependencyUp(logger, probe.Name);
        }
        else
        {
            Log.DependencyNotUp(logger, probe.Name, found.Status, found.Finding ?? "");
        }
    }
}
