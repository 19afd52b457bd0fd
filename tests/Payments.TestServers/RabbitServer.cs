using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Payments.TestServers;

/// <summary>PEM files of a server's certificate, its key and the authority that signed it.</summary>
public sealed record RabbitCertificate(string AuthorityFile, string CertificateFile, string KeyFile);

/// <summary>
/// A RabbitMQ broker of this process: a node name, ports, cookie, data and logs of its own, and an epmd of its own beside it, all on the loopback.
/// </summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string QuietErlang = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}";

    // The broker writes down every three minutes which quorum queues it has. Killed before that, it comes back with a queue that never finds a leader.
    // Tests kill sooner than that after declaring: here it is written down ten times a second. No blanks: the script splits at them.
    // Tables open and close while it starts, and asking one that has just closed must not be the end of it, nor keep the others waiting.
    private const string SaveQueues =
        "-eval spawn(fun()->F=fun(G)->[catch(dets:sync(T))||T<-dets:all()],(catch(mnesia:sync_log())),timer:sleep(100),G(G)end,F(F)end).";

    // A broker on cores that others keep busy takes a minute to start instead of seconds: it hands its work from thread to thread, and each waits for its
    // turn. Elsewhere it has a machine of its own; here it goes first, where that may be asked for.
    private const string First = "-10";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly int _namePort;
    private readonly int _nodePort;
    private Process? _names;
    private Process? _broker;

    private RabbitServer(string folder, int[] ports, RabbitCertificate? certificate)
    {
        _folder = folder;
        (Port, _namePort, _nodePort) = (ports[0], ports[1], ports[2]);
        TlsPort = certificate is null ? null : ports[3];
        Certificate = certificate;
    }

    /// <summary>The port of AMQP.</summary>
    public int Port { get; }

    /// <summary>The port of AMQP over TLS, for a server with a certificate.</summary>
    public int? TlsPort { get; }

    public RabbitCertificate? Certificate { get; }

    public string Uri => string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{Port}/");

    public string TlsUri => string.Create(CultureInfo.InvariantCulture, $"amqps://guest:guest@localhost:{TlsPort}/");

    /// <summary>The last of what the broker said, for a test that fails to show.</summary>
    public async Task<string> ReadLogAsync(int lines = 200) =>
        File.Exists(LogFile) ? string.Join('\n', (await File.ReadAllLinesAsync(LogFile)).TakeLast(lines)) : "(no log)";

    private string LogFile => Path.Combine(_folder, "log");

    public static async Task<RabbitServer> StartAsync(RabbitCertificate? certificate = null)
    {
        var server = new RabbitServer(Directory.CreateTempSubdirectory("payments-rabbit-").FullName, FreePorts(4), certificate);
        try
        {
            server.WriteFiles();
            server._names = server.Run("epmd", "-port", Text(server._namePort), "-address", "127.0.0.1");
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the broker with the data it has, after it was killed.</summary>
    public async Task RestartAsync()
    {
        _broker?.Dispose();
        _broker = Run("nice", "-n", First, Program);
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_broker.HasExited || Stopwatch.GetElapsedTime(began) > StartTimeout)
            {
                throw new InvalidOperationException("RabbitMQ did not start: " + await ReadLogAsync());
            }

            await Task.Delay(100);
        }
    }

    /// <summary>
    /// Kills the broker as a power cut would (kill -9); nothing is written down any more. What it is spared is the fault of its own that
    /// <see cref="SaveQueues"/> is about: on a busy machine even a tenth of a second is long, so it lives until it has written down its queues.
    /// </summary>
    public async Task KillAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (!HasWrittenDownQueues())
        {
            if (Stopwatch.GetElapsedTime(began) > WriteTimeout)
            {
                throw new InvalidOperationException($"RabbitMQ has not written down its queues within {WriteTimeout.TotalSeconds} s; killed now, it would come back without them. " + await ReadLogAsync());
            }

            await Task.Delay(20);
        }

        _broker!.Kill();
        await _broker.WaitForExitAsync().WaitAsync(StopTimeout);
    }

    /// <summary>Stops the broker in its tracks (SIGSTOP): connections stay open and nothing answers.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets a frozen broker go on (SIGCONT).</summary>
    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (Process?[])[_broker, _names])
        {
            if (process is { HasExited: false })
            {
                process.Kill();
                await process.WaitForExitAsync().WaitAsync(StopTimeout);
            }

            process?.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Each quorum queue has a folder, and the file of names says which queue is whose.</summary>
    private bool HasWrittenDownQueues()
    {
        foreach (var names in Directory.EnumerateFiles(Path.Combine(_folder, "data"), "names.dets", SearchOption.AllDirectories))
        {
            var written = File.ReadAllBytes(names);
            if (Directory.GetDirectories(Path.GetDirectoryName(names)!, "2F_*").Any(queue => written.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Path.GetFileName(queue))) < 0))
            {
                return false;
            }
        }

        return true;
    }

    private void WriteFiles()
    {
        List<string> settings = ["disk_free_limit.absolute = 1MB", "raft.wal_max_size_bytes = 64000000"];
        if (Certificate is { } certificate)
        {
            settings.AddRange(
                string.Create(CultureInfo.InvariantCulture, $"listeners.ssl.1 = 127.0.0.1:{TlsPort}"),
                $"ssl_options.cacertfile = {certificate.AuthorityFile}",
                $"ssl_options.certfile = {certificate.CertificateFile}",
                $"ssl_options.keyfile = {certificate.KeyFile}",
                "ssl_options.verify = verify_none");
        }

        File.WriteAllLines(Path.Combine(_folder, "rabbitmq.conf"), settings);
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), "[].");
        File.WriteAllText(Path.Combine(_folder, "env.conf"), "");
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
    }

    /// <summary>The shell becomes the program, so that its id is the one to kill.</summary>
    private Process Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folder };
        string[] command = ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", LogFile, program, .. arguments];
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private IEnumerable<(string Name, string Value)> Variables() =>
    [
        ("HOME", _folder),
        ("ERL_EPMD_PORT", Text(_namePort)),
        ("ERL_EPMD_ADDRESS", "127.0.0.1"),
        ("RUNNING_UNDER_SYSTEMD", "1"), // the script becomes the broker instead of watching it
        ("RABBITMQ_NODENAME", "payments-" + Text(Port) + "@localhost"),
        ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
        ("RABBITMQ_NODE_PORT", Text(Port)),
        ("RABBITMQ_DIST_PORT", Text(_nodePort)),
        ("RABBITMQ_MNESIA_BASE", Path.Combine(_folder, "data")),
        ("RABBITMQ_LOG_BASE", _folder),
        ("RABBITMQ_LOGS", "-"),
        ("RABBITMQ_PID_FILE", Path.Combine(_folder, "pid")),
        ("RABBITMQ_CONF_ENV_FILE", Path.Combine(_folder, "env.conf")),
        ("RABBITMQ_CONFIG_FILE", Path.Combine(_folder, "rabbitmq.conf")),
        ("RABBITMQ_ADVANCED_CONFIG_FILE", Path.Combine(_folder, "advanced.config")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(_folder, "enabled_plugins")),
        ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", $"{QuietErlang} {SaveQueues}"),
    ];

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, Text(_broker!.Id)]);
        kill.WaitForExit();
    }

    /// <summary>The broker opens its port last; it greets whoever speaks AMQP 0-9-1.</summary>
    private async Task<bool> AnswersAsync()
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, timeout.Token);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), timeout.Token);
            return await stream.ReadAsync(new byte[1], timeout.Token) == 1;
        }
        catch (Exception fault) when (fault is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int[] FreePorts(int count)
    {
        List<TcpListener> listeners = [];
        try
        {
            for (var i = 0; i < count; i++)
            {
                listeners.Add(new TcpListener(IPAddress.Loopback, 0));
                listeners[i].Start();
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
