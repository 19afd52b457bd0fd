using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Payments.Samples.Tests;

/// <summary>Where the standard variable names a collector, it gets our traces and metrics as OTLP.</summary>
public sealed class TelemetryExportTests
{
    [Fact]
    public async Task A_collector_gets_our_names_over_OTLP()
    {
        using var collector = new Collector();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        };
        await using var shop = await Shop.StartAsync(environment: environment);

        await shop.PayAsync("wechat", await shop.CreateAsync("wechat.native", "otlp-1"));
        var health = await shop.Http.GetFromJsonAsync<JsonNode>("/health", TestContext.Current.CancellationToken);

        foreach (var (path, name) in new[]
        {
            ("/v1/traces", "payments.order.create"), ("/v1/traces", "payments.callback"), ("/v1/traces", "payments.outbox.deliver"), ("/v1/traces", "payments.order.no"),
            ("/v1/metrics", "payments.channel.call"), ("/v1/metrics", "payments.channel.health"), ("/v1/metrics", "payments.store.batch"), ("/v1/metrics", "merchant-web"),
        })
        {
            await collector.WaitForAsync(path, name);
        }

        Assert.Equal("healthy", (string)health!["status"]!);
    }

    /// <summary>Takes whatever is posted and says yes.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _posts = new();

        public Collector()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/";
            probe.Stop();
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = Task.Run(TakeAsync);
        }

        public string Address { get; }

        public async Task WaitForAsync(string path, string name)
        {
            var wanted = System.Text.Encoding.UTF8.GetBytes(name);
            for (var i = 0; i < 800; i++)
            {
                if (_posts.Any(post => post.Path == path && post.Body.AsSpan().IndexOf(wanted) >= 0))
                {
                    return;
                }

                await Task.Delay(25);
            }

            Assert.Fail($"Within twenty seconds nothing at {path} named {name}; there were {_posts.Count} posts.");
        }

        public void Dispose() => _listener.Close();

        private async Task TakeAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    var context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    _posts.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
                    context.Response.StatusCode = 200;
                    context.Response.Close();
                }
                catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
