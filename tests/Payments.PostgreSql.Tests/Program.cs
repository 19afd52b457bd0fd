using Xunit.Runner.InProc.SystemConsole;

namespace Payments.PostgreSql.Tests;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            return await ConsoleRunner.Run(args);
        }
        finally
        {
            await SharedServer.StopAsync();
        }
    }
}
