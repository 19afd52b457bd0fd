using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Payments.WireMock.Tests.Support;

/// <summary>WireMock standalone on a free loopback port, with a copy of <c>mappings/</c>; it plays every sick channel at once.</summary>
internal sealed class WireMockServer : IAsyncDisposable
{
    private const int Starts = 3;

    // Far more than a channel may answer with, and more than the tests' own noise on the heap.
    private const int HugeBytes = 20_000_000;

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _root;
    private readonly ConcurrentQueue<string> _output;

    private WireMockServer(Process process, int port, string root, ConcurrentQueue<string> output)
    {
        (_process, Port, _root, _output) = (process, port, root, output);
        Journal = new Journal(new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(20) });
    }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>The same server under another name, as a backup address is.</summary>
    public string OtherAddress => $"http://localhost:{Port}";

    public Journal Journal { get; }

    public static async Task<WireMockServer> StartAsync(string jar, string mappings)
    {
        for (var start = 1; ; start++)
        {
            var server = Launch(jar, mappings);
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
        Journal.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(deadline.Token);
        }

        _process.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static WireMockServer Launch(string jar, string mappings)
    {
        var root = Directory.CreateTempSubdirectory("payments-wiremock-").FullName;
        var copies = Directory.CreateDirectory(Path.Combine(root, "mappings")).FullName;
        foreach (var file in Directory.EnumerateFiles(mappings, "*.json"))
        {
            File.Copy(file, Path.Combine(copies, Path.GetFileName(file)));
        }

        var files = Directory.CreateDirectory(Path.Combine(root, "__files")).FullName;
        File.WriteAllText(Path.Combine(files, "huge.json"), $$"""{"padding":"{{new string('x', HugeBytes)}}"}""");

        var port = FreePort.Find();
        var output = new ConcurrentQueue<string>();
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("java",
            [
                "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar,
                "--bind-address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--root-dir", root, "--disable-banner",
                "--container-threads", "40", "--max-request-journal-entries", "2000", "--logged-response-body-size-limit", "4096",
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
        return new WireMockServer(process, port, root, output);
    }

    private static void Keep(ConcurrentQueue<string> output, string? line)
    {
        if (line is not null && output.Count < 200)
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

            if (await Journal.IsReadyAsync())
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"WireMock was not ready within {ReadyWithin}: {string.Join('\n', _output)}");
    }
}
