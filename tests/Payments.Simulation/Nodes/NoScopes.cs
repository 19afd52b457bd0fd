using Microsoft.Extensions.DependencyInjection;

namespace Payments.Simulation.Nodes;

/// <summary>The world's subscribers need no services.</summary>
internal sealed class NoScopes : IServiceScopeFactory, IServiceScope, IServiceProvider
{
    public static readonly NoScopes Instance = new();

    public IServiceProvider ServiceProvider => this;

    public IServiceScope CreateScope() => this;

    public object? GetService(Type serviceType) => null;

    public void Dispose()
    {
        // There is nothing to give back.
    }
}
