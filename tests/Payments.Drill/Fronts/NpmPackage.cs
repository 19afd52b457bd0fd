using System.Diagnostics;

namespace Payments.Drill.Fronts;

/// <summary>WireMock standalone out of npm's package, installed once per lock file beside the program.</summary>
internal static class NpmPackage
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(3);

    private static string Folder => AppContext.BaseDirectory;

    public static async Task<string> InstallAsync()
    {
        var stamp = Path.Combine(Folder, "node_modules", ".payments-lock");
        var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp) != wanted)
        {
            await RunAsync();
            await File.WriteAllTextAsync(stamp, wanted);
        }

        return Directory.EnumerateFiles(Path.Combine(Folder, "node_modules", "wiremock", "build"), "wiremock-standalone-*.jar").Single();
    }

    private static async Task RunAsync()
    {
        using var npm = new Process
        {
            StartInfo = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            {
                WorkingDirectory = Folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        npm.Start();
        var output = npm.StandardOutput.ReadToEndAsync();
        var error = npm.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(AtMost);
        try
        {
            await npm.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException late)
        {
            npm.Kill(entireProcessTree: true);
            throw new TimeoutException($"npm ci took longer than {AtMost}.", late);
        }

        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci failed: {await output}{await error}");
        }
    }
}
