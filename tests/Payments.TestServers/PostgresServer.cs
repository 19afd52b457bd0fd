using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Payments.TestServers;

/// <summary>
/// A PostgreSQL server of this process: data in a folder of its own, a free port of the loopback, durable as it is by default. Run by the user
/// postgres where this process is root, because the server refuses root.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly string _data;
    private Process? _process;

    private PostgresServer(string folder, int port)
    {
        _folder = folder;
        _data = Path.Combine(folder, "data");
        Port = port;
    }

    public int Port { get; }

    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database=postgres;Username=postgres;Maximum Pool Size=20;Timeout=5");

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("payments-postgres-").FullName, FreePort());
        try
        {
            await server.MakeAsync();
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, after it was stopped or killed.</summary>
    public async Task RestartAsync()
    {
        _process = Start("postgres", "-D", _data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "max_locks_per_transaction=256");
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > StartTimeout)
            {
                throw new InvalidOperationException("PostgreSQL did not start: " + await File.ReadAllTextAsync(Path.Combine(_folder, "log")));
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Kills the server as a power cut would: every process of it at once, nothing is written down any more.</summary>
    public async Task KillAsync()
    {
        var postmaster = PostmasterId();
        List<int> all = [postmaster, .. Children(postmaster)];
        all.ForEach(Kill);
        await _process!.WaitForExitAsync().WaitAsync(StopTimeout);

        // As long as one is there, so is the shared memory, and a new server refuses to start.
        var began = Stopwatch.GetTimestamp();
        while (all.Exists(IsThere) && Stopwatch.GetElapsedTime(began) < StopTimeout)
        {
            all.ForEach(Kill);
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } running)
        {
            Signal(PostmasterId(), "QUIT"); // at once: nobody needs the data any more
            try
            {
                await running.WaitForExitAsync().WaitAsync(StopTimeout);
            }
            catch (TimeoutException)
            {
                await KillAsync();
            }
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task MakeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", _folder);
        }

        using var initdb = Start("initdb", "-D", _data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        await initdb.WaitForExitAsync().WaitAsync(StartTimeout);
        if (initdb.ExitCode != 0)
        {
            throw new InvalidOperationException("initdb failed: " + await File.ReadAllTextAsync(Path.Combine(_folder, "log")));
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=False");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private Process Start(string program, params string[] arguments)
    {
        var path = Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin", program)).Last(File.Exists);
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folder };
        string[] asPostgres = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        string[] command = ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", Path.Combine(_folder, "log"), .. asPostgres, path, .. arguments];
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private int PostmasterId() => int.Parse(File.ReadLines(Path.Combine(_data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static IEnumerable<int> Children(int parent)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{parent}/task/{parent}/children");
        return File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));
    }

    private static bool IsThere(int id) => Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}"));

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    private static void Signal(int id, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
