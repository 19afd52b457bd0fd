using Xunit.Runner.InProc.SystemConsole;

namespace Payments.Sqlite.Tests;

/// <summary>Runs the tests, or is the child process that they kill.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) =>
        args is [ChildWriter.Argument, ..] ? await ChildWriter.RunAsync(args[1..]) : await ConsoleRunner.Run(args);
}
