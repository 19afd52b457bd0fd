using Microsoft.Extensions.Hosting;

namespace Payments.Drill.Hosting;

/// <summary>Leaves signals to the program: a host that heard them would stop by itself, and the drill would go on without it.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
