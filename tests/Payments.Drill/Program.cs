using Payments.Drill;

if (DrillOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(DrillOptions.Usage);
    return 2;
}

try
{
    return await DrillProgram.RunAsync(options, Console.Out);
}
catch (Exception exception)
{
    // Caught so that what was started is stopped: nothing is unwound for an exception that nobody catches.
    await Console.Error.WriteLineAsync($"The drill could not be held: {exception}");
    return 3;
}
