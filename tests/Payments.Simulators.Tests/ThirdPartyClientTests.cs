using System.Diagnostics;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests;

/// <summary>Clients nobody here wrote take the simulators for the real thing.</summary>
public sealed class ThirdPartyClientTests
{
    private static readonly SemaphoreSlim Installing = new(1);

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(NpmFolder(), "*.mjs").Select(Path.GetFileName).OfType<string>().Where(static name => name != "harness.mjs").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_third_party_client_is_content(string script)
    {
        await InstallAsync();
        await using var host = await SimulatorHost.StartAsync();

        var (exitCode, output) = await RunAsync("node", [script, host.Address.ToString().TrimEnd('/')], TimeSpan.FromMinutes(1));

        Assert.True(exitCode == 0, output);
    }

    private static string NpmFolder() => Path.Combine(AppContext.BaseDirectory, "npm");

    /// <summary>Once per lock file: what is installed already stays.</summary>
    private static async Task InstallAsync()
    {
        await Installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var stamp = Path.Combine(NpmFolder(), "node_modules", ".payments-lock");
            var wanted = await File.ReadAllTextAsync(Path.Combine(NpmFolder(), "package-lock.json"));
            if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted)
            {
                return;
            }

            var (exitCode, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], TimeSpan.FromMinutes(3));
            Assert.True(exitCode == 0, output);
            await File.WriteAllTextAsync(stamp, wanted);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, TimeSpan atMost)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program, arguments)
            {
                WorkingDirectory = NpmFolder(),
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(atMost);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {atMost}.", late);
        }

        return (process.ExitCode, $"{await output}{await error}");
    }
}
