using Xunit.Runner.InProc.SystemConsole;

namespace Payments.Webhooks.Tests;

/// <summary>Runs the tests, or is the node that they kill.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) =>
        args is [Support.ChildNode.Argument, var file] ? await Support.ChildNode.RunAsync(file) : await ConsoleRunner.Run(args);
}
