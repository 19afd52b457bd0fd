using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Payments.TestServers;

/// <summary>A Redis server of this process, on a free port of the loopback. It keeps nothing on disk: killed and started again, it is empty.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly string _folder;
    private readonly RedisServerSettings _settings;
    private Process? _process;

    private RedisServer(string folder, int port, RedisServerSettings settings)
    {
        _folder = folder;
        _settings = settings;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Where it is and who we are there, as StackExchange.Redis reads it.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}")
        + (_settings.Password is { } password ? $",password={password}" : "")
        + (_settings.Tls is null ? "" : $",ssl=true,sslHost={RedisTls.HostName}");

    public static async Task<RedisServer> StartAsync(RedisServerSettings? settings = null)
    {
        var server = new RedisServer(Directory.CreateTempSubdirectory("payments-redis-").FullName, FreePort(), settings ?? new RedisServerSettings());
        try
        {
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, after it was killed; it remembers nothing.</summary>
    public async Task RestartAsync()
    {
        _process?.Dispose();
        _process = Start();
        var began = Stopwatch.GetTimestamp();
        while (!await ListensAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > StartTimeout)
            {
                throw new InvalidOperationException("Redis did not start: " + await File.ReadAllTextAsync(Path.Combine(_folder, "log")));
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Kills the server at once.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync().WaitAsync(StopTimeout);
        }
    }

    /// <summary>Stops the server in its tracks: its port takes connections, and nothing is answered.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets a frozen server go on.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>Makes the server forget everything.</summary>
    public Task FlushAsync() => RunCliAsync("flushall");

    /// <summary>Runs redis-cli on the server and gives what it printed.</summary>
    public async Task<string> RunCliAsync(params string[] arguments)
    {
        string[] tls = _settings.Tls is { } files ? ["--tls", "--cacert", files.AuthorityFile, "--sni", RedisTls.HostName] : [];
        string[] password = _settings.Password is { } secret ? ["--no-auth-warning", "-a", secret] : [];
        using var cli = Process.Start(new ProcessStartInfo("redis-cli", ["-h", "127.0.0.1", "-p", Text(Port), .. tls, .. password, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var printed = await cli.StandardOutput.ReadToEndAsync().WaitAsync(StartTimeout);
        await cli.WaitForExitAsync().WaitAsync(StopTimeout);
        return cli.ExitCode == 0 ? printed : throw new InvalidOperationException($"redis-cli: {printed}{await cli.StandardError.ReadToEndAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start()
    {
        List<string> arguments = ["--bind", "127.0.0.1", "--dir", _folder, "--logfile", Path.Combine(_folder, "log"), "--save", "", "--appendonly", "no"];
        arguments.AddRange(_settings.Tls is { } files
            ? ["--port", "0", "--tls-port", Text(Port), "--tls-cert-file", files.CertificateFile, "--tls-key-file", files.KeyFile, "--tls-ca-cert-file", files.AuthorityFile, "--tls-auth-clients", "no"]
            : ["--port", Text(Port)]);
        if (_settings.Password is { } password)
        {
            arguments.AddRange(["--requirepass", password]);
        }

        if (_settings.IsClusterNode)
        {
            arguments.AddRange(["--cluster-enabled", "yes", "--cluster-port", Text(FreePort()), "--cluster-node-timeout", "2000"]);
        }

        return Process.Start(new ProcessStartInfo("redis-server", arguments))!;
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            if (_settings.Tls is not null)
            {
                return true;
            }

            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes("PING\r\n"));
            var answer = new byte[64];
            return await stream.ReadAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(2)) > 0;
        }
        catch (Exception notYet) when (notYet is SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, Text(_process!.Id)]);
        kill.WaitForExit();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>How a server is started.</summary>
public sealed record RedisServerSettings
{
    /// <summary>What clients have to say; none by default.</summary>
    public string? Password { get; init; }

    /// <summary>TLS only, with these files; plain by default.</summary>
    public RedisTls? Tls { get; init; }

    internal bool IsClusterNode { get; init; }
}
