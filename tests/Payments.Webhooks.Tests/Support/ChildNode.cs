using System.Diagnostics;

namespace Payments.Webhooks.Tests.Support;

/// <summary>A node in a process of its own, to be killed.</summary>
internal static class ChildNode
{
    public const string Argument = "--node";

    public static Process Start(string file)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Environment.ProcessPath!, [Argument, file]) { RedirectStandardOutput = true, UseShellExecute = false },
        };
        process.Start();
        return process;
    }

    public static async Task<int> RunAsync(string file)
    {
        await using var node = await Node.StartAsync(file, Options);
        await Console.Out.WriteLineAsync("ready");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    public static void Options(WebhookOptions options) => (options.MaxPerEndpoint, options.MaxConcurrency, options.Timeout) = (32, 64, TimeSpan.FromSeconds(15));
}
