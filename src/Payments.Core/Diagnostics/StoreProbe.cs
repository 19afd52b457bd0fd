using Microsoft.Extensions.DependencyInjection;
using Payments.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Diagnostics;

/// <summary>Whether the store can be written to. It holds the truth: a host without it takes nothing.</summary>
internal sealed class StoreProbe(IServiceProvider services) : IDependencyProbe
{
    public string Name => "store";

    public bool IsEssential => true;

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<IPaymentStore>().PingAsync(cancellationToken).ConfigureAwait(false);
        return ProbeResult.Up;
    }
}
