using System.Runtime.InteropServices;
using Payments.Drill;

if (DrillOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(DrillOptions.Usage);
    return 2;
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
    return await DrillProgram.RunAsync(options, Console.Out, interrupted.Token);
}
catch (Exception exception)
{
    // Caught so that what was started is stopped: nothing is unwound for an exception that nobody catches.
    await Console.Error.WriteLineAsync($"The drill could not be held: {exception}");
    return 3;
}
