using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Payments.TestServers;

/// <summary>
/// A ClickHouse cluster of this process: as many servers as shards, each with data and configuration in a folder of its own, on free ports of the
/// loopback. Debian's service is neither used nor started.
/// </summary>
public sealed class ClickHouseServer : IAsyncDisposable
{
    public const string Cluster = "payments";
    public const string User = "recon";
    public const string Password = "wenzhi-4-clickhouse";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly List<Shard> _shards = [];

    private ClickHouseServer(string folder) => _folder = folder;

    /// <summary>Each shard's HTTP address.</summary>
    public IReadOnlyList<Uri> Shards => [.. _shards.Select(shard => new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{shard.HttpPort}/")))];

    public static async Task<ClickHouseServer> StartAsync(int shards = 2)
    {
        var cluster = new ClickHouseServer(Directory.CreateTempSubdirectory("payments-clickhouse-").FullName);
        try
        {
            var ports = FreePorts(shards * 3);
            cluster._shards.AddRange(Enumerable.Range(0, shards).Select(index => new Shard(ports[index * 3], ports[(index * 3) + 1], ports[(index * 3) + 2])));
            for (var index = 0; index < shards; index++)
            {
                cluster._shards[index].Process = cluster.Start(index);
            }

            foreach (var shard in cluster._shards)
            {
                await cluster.ReadyAsync(shard);
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills one shard as a power cut would.</summary>
    public async Task KillAsync(int shard)
    {
        _shards[shard].Process!.Kill();
        await _shards[shard].Process!.WaitForExitAsync().WaitAsync(StopTimeout);
    }

    /// <summary>Starts a shard that was killed.</summary>
    public async Task RestartAsync(int shard)
    {
        _shards[shard].Process = Start(shard);
        await ReadyAsync(_shards[shard]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shard in _shards)
        {
            if (shard.Process is { HasExited: false } running)
            {
                running.Kill(); // nobody needs the data any more
                await running.WaitForExitAsync().WaitAsync(StopTimeout);
            }

            shard.Process?.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(int index)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, index.ToString(CultureInfo.InvariantCulture))).FullName;
        File.WriteAllText(Path.Combine(folder, "config.xml"), Config(folder, _shards[index]));
        File.WriteAllText(Path.Combine(folder, "users.xml"), Users);
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        string[] arguments = ["-c", "exec clickhouse-server --config-file=config.xml >>console 2>&1"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private async Task ReadyAsync(Shard shard)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await http.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{shard.HttpPort}/ping")));
                return;
            }
            catch (HttpRequestException) when (!shard.Process!.HasExited && Stopwatch.GetElapsedTime(began) < StartTimeout)
            {
                await Task.Delay(50);
            }
            catch (HttpRequestException refused)
            {
                var index = _shards.IndexOf(shard).ToString(CultureInfo.InvariantCulture);
                throw new InvalidOperationException("ClickHouse did not start: " + await File.ReadAllTextAsync(Path.Combine(_folder, index, "console")), refused);
            }
        }
    }

    private string Config(string folder, Shard own)
    {
        var shards = string.Concat(_shards.Select(shard => string.Create(
            CultureInfo.InvariantCulture,
            $"<shard><replica><host>127.0.0.1</host><port>{shard.TcpPort}</port><user>{User}</user><password>{Password}</password></replica></shard>")));
        return string.Create(CultureInfo.InvariantCulture, $"""
            <?xml version="1.0"?>
            <yandex>
              <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog><size>10M</size><count>1</count></logger>
              <http_port>{own.HttpPort}</http_port>
              <tcp_port>{own.TcpPort}</tcp_port>
              <interserver_http_port>{own.InterserverPort}</interserver_http_port>
              <interserver_http_host>127.0.0.1</interserver_http_host>
              <listen_host>127.0.0.1</listen_host>
              <max_concurrent_queries>100</max_concurrent_queries>
              <mark_cache_size>67108864</mark_cache_size>
              <path>{folder}/data/</path>
              <tmp_path>{folder}/tmp/</tmp_path>
              <user_files_path>{folder}/files/</user_files_path>
              <users_config>users.xml</users_config>
              <default_profile>default</default_profile>
              <default_database>default</default_database>
              <timezone>UTC</timezone>
              <remote_servers><{Cluster}>{shards}</{Cluster}></remote_servers>
            </yandex>
            """);
    }

    private static string Users => $"""
        <?xml version="1.0"?>
        <yandex>
          <profiles><default><max_threads>2</max_threads></default></profiles>
          <users>
            <{User}>
              <password>{Password}</password>
              <networks><ip>127.0.0.1</ip></networks>
              <profile>default</profile>
              <quota>default</quota>
            </{User}>
          </users>
          <quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows><read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas>
        </yandex>
        """;

    /// <summary>All at once, so that no two are the same.</summary>
    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }

    private sealed record Shard(int HttpPort, int TcpPort, int InterserverPort)
    {
        public Process? Process { get; set; }
    }
}
