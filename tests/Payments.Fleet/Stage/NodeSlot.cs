using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Payments.Fleet.Nodes;

namespace Payments.Fleet.Stage;

/// <summary>A place in the fleet: one address, and one process after the other that serves it. Whoever dies is started again after a moment.</summary>
internal sealed class NodeSlot : IAsyncDisposable
{
    private const int Killed = 137;

    // An exception that ends a node, its trace included.
    private const int TailLines = 30;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    /// <summary>Where the nodes' program is: here, or where it was compiled ahead of time.</summary>
    private static readonly string Program = Environment.GetEnvironmentVariable("PAYMENTS_FLEET") is { Length: > 0 } ready ? ready : AppContext.BaseDirectory;

    private readonly string _folder;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http;
    private Process? _process;
    private Task _supervising = Task.CompletedTask;
    private int _incarnation;
    private int _ended;

    public NodeSlot(string name, int port, string folder)
    {
        (Name, _folder) = (name, folder);
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
    }

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>How many processes were started so far.</summary>
    public int Incarnation => Volatile.Read(ref _incarnation);

    /// <summary>How many processes ended so far.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Ends that nobody asked for: neither killed nor stopped.</summary>
    public ConcurrentQueue<string> OwnEnds { get; } = new();

    public bool IsFrozen { get; private set; }

    /// <summary>How long a dead node stays dead.</summary>
    public TimeSpan RestartAfter { get; set; } = TimeSpan.FromSeconds(1);

    public void Start() => _supervising = Task.Run(SuperviseAsync);

    public async Task UntilUpAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await IsUpAsync())
        {
            if (Stopwatch.GetElapsedTime(began) > within)
            {
                throw new TimeoutException($"Node {Name} did not come up within {within.TotalSeconds:0} s. Its log: {Tail()}");
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    public async Task<bool> IsUpAsync() => !IsFrozen && await MemoryAsync(collect: false) is not null;

    public async Task<(long Managed, long Resident)?> MemoryAsync(bool collect)
    {
        try
        {
            var answer = await _http.GetFromJsonAsync<JsonObject>(collect ? "/_node/memory?collect" : "/_node/memory");
            return ((long)answer!["managed"]!, (long)answer["resident"]!);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException or IOException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <returns>Whether the node heard it.</returns>
    public async Task<bool> ArmAsync(string point, int times)
    {
        try
        {
            using var answer = await _http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/_node/arm?point={point}&times={times}"), content: null);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    public async Task DisarmAsync()
    {
        try
        {
            using var answer = await _http.PostAsync("/_node/disarm", content: null);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException or IOException)
        {
            // Dead nodes are disarmed.
        }
    }

    public void Kill()
    {
        try
        {
            _process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    public void Freeze()
    {
        IsFrozen = true;
        Signal("STOP");
    }

    public void Thaw()
    {
        Signal("CONT");
        IsFrozen = false;
    }

    public IEnumerable<string> Journals() => Directory.EnumerateFiles(_folder, $"{Name}.*.journal");

    public string LogFile => Path.Combine(_folder, $"{Name}.log");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (IsFrozen)
        {
            Thaw();
        }

        Kill();
        await _supervising.WaitAsync(EndWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var process = Launch(Interlocked.Increment(ref _incarnation));
            _process = process;
            await process.WaitForExitAsync(CancellationToken.None);
            if (!_stop.IsCancellationRequested)
            {
                if (process.ExitCode != Killed)
                {
                    OwnEnds.Enqueue($"{Name} ended by itself with status {process.ExitCode}: {Tail()}");
                }

                Interlocked.Increment(ref _ended);
                await Task.Delay(RestartAfter, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Process Launch(int incarnation)
    {
        // The shell makes way for the node: the process is the node's own.
        string[] command =
        [
            "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", LogFile,
            "dotnet", Path.Combine(Program, "Payments.Fleet.dll"), NodeProgram.Command,
            "--settings", Path.Combine(_folder, FleetSettings.FileName),
            "--urls", Address.ToString(),
            "--journal", Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Name}.{incarnation:D4}.journal")),
        ];
        var start = new ProcessStartInfo("/bin/sh", command) { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = _folder };
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";

        // Several nodes share few cores: threads that spin for work take them from those who have some.
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        return Process.Start(start)!;
    }

    private void Signal(string signal)
    {
        try
        {
            using var kill = Process.Start("kill", ["-" + signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    private string Tail() => File.Exists(LogFile) ? string.Join(" | ", File.ReadLines(LogFile).TakeLast(TailLines)) : "none";
}
