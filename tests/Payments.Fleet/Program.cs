using System.Runtime.InteropServices;
using Payments.Fleet;
using Payments.Fleet.Cells;
using Payments.Fleet.Nodes;

if (args is [NodeProgram.Command, ..])
{
    return await NodeProgram.RunAsync(args[1..]);
}

if (FleetOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FleetOptions.Usage);
    return 2;
}

if (options.ListsCells)
{
    foreach (var cell in CellTable.All)
    {
        Console.WriteLine(cell.Name);
    }

    return 0;
}

using var interrupted = new CancellationTokenSource();
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}

using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
try
{
    return await FleetProgram.RunAsync(options, Console.Out, interrupted.Token);
}
catch (Exception exception)
{
    // Caught so that what was started is stopped: nothing is unwound for an exception that nobody catches.
    await Console.Error.WriteLineAsync(interrupted.IsCancellationRequested ? "Interrupted; what was started is stopped." : $"The fleet could not be run: {exception}");
    return 3;
}
