using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Payments.Drill.Fronts;

/// <summary>WireMock standalone out of npm's package, on a free loopback port.</summary>
internal sealed class WireMock : IAsyncDisposable
{
    private const int Starts = 3;
    private const int MostLines = 200;

    private static readonly PosixSignal[] Ending = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan KilledWithin = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string _root;
    private readonly ConcurrentQueue<string> _output;
    private readonly PosixSignalRegistration[] _signals;

    private WireMock(Process process, int port, string root, ConcurrentQueue<string> output)
    {
        (_process, _root, _output) = (process, root, output);
        Address = $"http://127.0.0.1:{port}";
        _signals = [.. Ending.Select(signal => PosixSignalRegistration.Create(signal, _ => Kill()))];
        Admin = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(30) };
    }

    public string Address { get; }

    public HttpClient Admin { get; }

    public static async Task<WireMock> StartAsync()
    {
        var jar = await NpmPackage.InstallAsync();
        for (var start = 1; ; start++)
        {
            var server = Launch(jar);
            try
            {
                await server.WaitUntilReadyAsync();
                return server;
            }
            catch (InvalidOperationException) when (start < Starts)
            {
                // Somebody was faster at the port.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        Admin.Dispose();
        if (Kill())
        {
            using var deadline = new CancellationTokenSource(KilledWithin);
            await _process.WaitForExitAsync(deadline.Token);
        }

        _process.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Whoever interrupts the drill shall not have to look for what it left running.</summary>
    private bool Kill()
    {
        if (_process.HasExited)
        {
            return false;
        }

        _process.Kill();
        return true;
    }

    private static WireMock Launch(string jar)
    {
        var root = Directory.CreateTempSubdirectory("payments-drill-").FullName;
        var port = FreePort();
        var output = new ConcurrentQueue<string>();
        var process = new Process
        {
            // An answer that waits holds its thread: with too few of them the next calls would wait too, also after the outage.
            StartInfo = new ProcessStartInfo("java",
            [
                "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar,
                "--bind-address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--root-dir", root, "--disable-banner",
                "--container-threads", "500", "--no-request-journal", "--disable-gzip",
            ])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new WireMock(process, port, root, output);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Keep(ConcurrentQueue<string> output, string? line)
    {
        if (line is not null && output.Count < MostLines)
        {
            output.Enqueue(line);
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < ReadyWithin)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"WireMock ended with {_process.ExitCode}: {string.Join('\n', _output)}");
            }

            if (await IsReadyAsync())
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"WireMock was not ready within {ReadyWithin}: {string.Join('\n', _output)}");
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Admin.GetAsync(new Uri("/__admin/mappings", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
