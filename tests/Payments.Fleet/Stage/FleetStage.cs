using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Payments.PostgreSql;

namespace Payments.Fleet.Stage;

/// <summary>Servers, channels and nodes, started, and stopped again whatever happens.</summary>
internal sealed class FleetStage : IAsyncDisposable
{
    private const int FirstPort = 20_000;
    private const int LastPort = 30_000;
    private const int MostPortTries = 1_000;

    private static readonly TimeSpan UpWithin = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;

    private FleetStage(DirectoryInfo folder, Servers servers, IReadOnlyList<NodeSlot> slots)
    {
        (_folder, Servers, Slots) = (folder, servers, slots);
        Journals = new JournalReader(slots);
        Broker = new BrokerSink(servers.Rabbit.Uri);
        Store = new PostgreSqlPaymentStore(new PostgreSqlStoreOptions { ConnectionString = servers.Postgres.ConnectionString });
    }

    public Servers Servers { get; }

    public IReadOnlyList<NodeSlot> Slots { get; }

    public ChannelWorld Channels { get; private set; } = null!;

    public JournalReader Journals { get; }

    public WebhookSink Webhooks { get; } = new();

    public BrokerSink Broker { get; }

    /// <summary>The reckoning's own eyes on the database.</summary>
    public PostgreSqlPaymentStore Store { get; }

    /// <summary>All subscribers whose events are counted.</summary>
    public IReadOnlyList<Arrivals> Sinks { get; private set; } = [];

    /// <summary>What must never be seen in a log.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    public static async Task<FleetStage> StartAsync(int nodes, string? bug, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("payments-fleet-");
        var servers = await Servers.StartAsync();
        NodeSlot[] slots = [.. FreePorts(nodes).Select((port, n) => new NodeSlot(string.Create(CultureInfo.InvariantCulture, $"node-{n}"), port, folder.FullName))];
        var stage = new FleetStage(folder, servers, slots);
        try
        {
            await stage.StartAsync(bug, cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Slots.Select(slot => slot.DisposeAsync().AsTask()));
        if (Channels is not null)
        {
            await Channels.DisposeAsync();
        }

        await Broker.DisposeAsync();
        await Store.DisposeAsync();
        await Servers.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(string? bug, CancellationToken cancellationToken)
    {
        Channels = await ChannelWorld.StartAsync(Slots, Webhooks);
        var settings = FleetSettings.Of(Channels, Servers, bug);
        await FleetSettings.WriteAsync(_folder.FullName, settings);
        string[] names = ["PrivateKey", "AppPrivateKey", "ApiV3Key"];
        Secrets =
        [
            .. settings.Where(setting => names.Contains(setting.Key.Split(':')[^1], StringComparer.Ordinal)).Select(setting => Middle(setting.Value)),
            Webhooks.Secret.Reveal()["whsec_".Length..],
        ];

        foreach (var slot in Slots)
        {
            slot.Start();
        }

        await Task.WhenAll(Slots.Select(slot => slot.UntilUpAsync(UpWithin, cancellationToken)));
        await Store.InitializeAsync(cancellationToken);
        await RegisterAsync(cancellationToken);
        Broker.Start();
        Sinks = [Journals.Arrivals, Webhooks.Arrivals, Broker.Arrivals];
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Slots[0].Address };
        using var registered = await http.PostAsJsonAsync("/payments/operations/webhooks", new { url = new Uri(Channels.Address, WebhookSink.Path), secret = Webhooks.Secret.Reveal() }, cancellationToken);
        registered.EnsureSuccessStatusCode();
        var endpoint = (string)(await registered.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["endpointId"]!;
        using var verified = await http.PostAsync($"/payments/operations/webhooks/{endpoint}/verify", content: null, cancellationToken);
        verified.EnsureSuccessStatusCode();
    }

    /// <summary>A key's first line is the same for all keys: its middle is its own.</summary>
    private static string Middle(string secret)
    {
        var line = secret.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 2 } lines ? lines[lines.Length / 2] : secret;
        return line.Trim();
    }

    /// <summary>Below the ports that outgoing connections are given: a dead node's port must still be free when it is started again.</summary>
    private static List<int> FreePorts(int count)
    {
        var ports = new List<int>();
        for (var tries = 0; ports.Count < count && tries < MostPortTries; tries++)
        {
            var port = Random.Shared.Next(FirstPort, LastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                ports.Add(port);
            }
            catch (SocketException)
            {
                // Taken.
            }
        }

        return ports;
    }
}
