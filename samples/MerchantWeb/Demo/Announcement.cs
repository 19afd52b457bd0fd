namespace MerchantWeb.Demo;

/// <summary>Prints where everything is, once the shop is open.</summary>
internal sealed class Announcement(string address, string folder, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => Console.WriteLine(
            $"""

            Shop:       {address}
            Orders:     {address}/payments/orders
            Books:      {address}/books.html
            Simulators: {address}/_sim/credentials
            Data:       {folder}

            Press Ctrl+C to stop.
            """));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
