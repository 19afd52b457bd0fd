using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;

namespace Payments.Kafka.Tests;

/// <summary>The cluster of three brokers that librdkafka brings along for tests; it lives as long as the producer that made it.</summary>
internal sealed class MockCluster : IDisposable
{
    private readonly IProducer<Null, string> _owner;

    public MockCluster()
    {
        var settings = new ProducerConfig { BootstrapServers = "127.0.0.1:1" };
        settings.Set("test.mock.num.brokers", "3");
        _owner = new ProducerBuilder<Null, string>(settings).SetLogHandler(static (_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_owner.Handle).Build();
        BootstrapServers = string.Join(',', admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Select(broker => $"{broker.Host}:{broker.Port}"));
    }

    public string BootstrapServers { get; }

    /// <summary>Reads until so many different events came, or the time is over.</summary>
    public List<ConsumeResult<string, byte[]>> Read(string topic, int events, int seconds = 60)
    {
        var settings = new ConsumerConfig { BootstrapServers = BootstrapServers, GroupId = Guid.NewGuid().ToString("N"), AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<string, byte[]>(settings).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        consumer.Subscribe(topic);
        List<ConsumeResult<string, byte[]>> all = [];
        HashSet<string> ids = [];
        var deadline = DateTimeOffset.UtcNow.AddSeconds(seconds);
        while (ids.Count < events && DateTimeOffset.UtcNow < deadline)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { IsPartitionEOF: false } message)
            {
                all.Add(message);
                ids.Add(Cloud.IdOf(message));
            }
        }

        consumer.Close();
        return all;
    }

    public void Dispose() => _owner.Dispose();
}

internal static class Cloud
{
    public static string IdOf(ConsumeResult<string, byte[]> message)
    {
        using var json = System.Text.Json.JsonDocument.Parse(message.Message.Value);
        return json.RootElement.GetProperty("id").GetString()!;
    }
}

/// <summary>A port where nobody listens until it is opened; then it leads to the cluster.</summary>
internal sealed class Door : IDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();

    public Door()
    {
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _listener.Stop();
    }

    public int Port { get; }

    public void Open(string target)
    {
        _listener.Server.Dispose();
        var opened = new TcpListener(IPAddress.Loopback, Port);
        opened.Start();
        _ = Task.Run(async () =>
        {
            using (opened)
            {
                while (!_stop.IsCancellationRequested)
                {
                    _ = ForwardAsync(await opened.AcceptTcpClientAsync(_stop.Token), IPEndPoint.Parse(target));
                }
            }
        });
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task ForwardAsync(TcpClient client, IPEndPoint target)
    {
        using var broker = new TcpClient();
        using (client)
        {
            await broker.ConnectAsync(target, _stop.Token);
            await Task.WhenAny(client.GetStream().CopyToAsync(broker.GetStream(), _stop.Token), broker.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
        }
    }
}
