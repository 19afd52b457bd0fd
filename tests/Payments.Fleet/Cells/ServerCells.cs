using Payments.Fleet.Stage;

namespace Payments.Fleet.Cells;

/// <summary>A server is killed, stays away, and is started again with what it has on its disk.</summary>
internal sealed class ServerKilled(string name, TimeSpan away, Func<Servers, Task> kill, Func<Servers, Task> restart) : Cell(name)
{
    private const int MostTries = 3;

    public override async Task<string?> RunAsync(FleetStage stage, Random dice, CancellationToken cancellationToken)
    {
        await kill(stage.Servers);
        try
        {
            await Task.Delay(away, cancellationToken);
        }
        finally
        {
            await StartAsync(stage.Servers);
        }

        return null;
    }

    /// <summary>On a machine with much else to do, a server may need more than one try.</summary>
    private async Task StartAsync(Servers servers)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await restart(servers);
                return;
            }
            catch (InvalidOperationException) when (tries < MostTries)
            {
                await kill(servers);
            }
        }
    }
}
