using System.Net.Security;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Payments.RabbitMq;

/// <summary>Opens connections to the broker, and makes what events need there.</summary>
internal sealed class RabbitConnector(IOptions<RabbitMqOptions> options, TimeProvider time)
{
    private const string ClientName = "Payments.RabbitMq";

    // The client slows down when fewer than half of its permits are left. With four times as many as are ever out, it never does.
    private const int PermitsPerOutstanding = 4;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Opens a link, or gives up the moment it is told to: the client may go on for much longer, as when a broker dies while it greets.</summary>
    public async Task<RabbitLink> OpenAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // the caller's to dispose of, or DiscardAsync's
        var opening = OpenOnceAsync(cancellationToken);
#pragma warning restore CA2000
        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = DiscardAsync(opening);
            throw;
        }
    }

    private async Task<RabbitLink> OpenOnceAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (!BrokerAddress.TryParse(settings.Uri, out var address))
        {
            throw new InvalidOperationException("The broker's address was not checked.");
        }

        var connection = await Factory(address, settings)
            .CreateConnectionAsync([.. address.Nodes(settings.Hosts).Select(node => Endpoint(node, address, settings))], ClientName, cancellationToken).ConfigureAwait(false);
#pragma warning disable CA2000 // the link's to dispose of, or the catch's
        var limiter = new ThrottlingRateLimiter(settings.MaxOutstanding * PermitsPerOutstanding);
#pragma warning restore CA2000
        try
        {
            var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, limiter);
            var channel = await connection.CreateChannelAsync(confirms, cancellationToken).ConfigureAwait(false);
            if (settings.Declare)
            {
                await DeclareAsync(channel, settings, cancellationToken).ConfigureAwait(false);
            }

            return new RabbitLink(connection, channel, limiter, settings.Exchange, time);
        }
        catch
        {
            await RabbitLink.CloseAsync(connection, time).ConfigureAwait(false);
            await limiter.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task DiscardAsync(Task<RabbitLink> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ConnectionFactory Factory(BrokerAddress address, RabbitMqOptions settings) => new()
    {
        UserName = address.User,
        Password = address.Password,
        VirtualHost = address.VirtualHost,
        AutomaticRecoveryEnabled = false, // a link that broke is replaced: nothing on it may be sent without our knowing
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = Heartbeat,
        RequestedConnectionTimeout = settings.ConnectTimeout,
        HandshakeContinuationTimeout = settings.ConnectTimeout,
        ContinuationTimeout = settings.ConnectTimeout,
    };

    private static AmqpTcpEndpoint Endpoint((string Host, int Port) node, BrokerAddress address, RabbitMqOptions settings) => address.IsTls
        ? new AmqpTcpEndpoint(node.Host, node.Port, Tls(node.Host, settings))
        : new AmqpTcpEndpoint(node.Host, node.Port);

    private static SslOption Tls(string host, RabbitMqOptions settings)
    {
        var tls = new SslOption(host, enabled: true) { AcceptablePolicyErrors = SslPolicyErrors.None };
        if (BrokerTrust.Of(settings.CaFile) is { } isTrusted)
        {
            tls.CertificateValidationCallback = isTrusted;
        }

        return tls;
    }

    private static async Task DeclareAsync(IChannel channel, RabbitMqOptions settings, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(settings.Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (settings.Queue.Length == 0)
        {
            return;
        }

        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" };
        if (settings.SingleActiveConsumer)
        {
            arguments["x-single-active-consumer"] = true;
        }

        await channel.QueueDeclareAsync(settings.Queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken).ConfigureAwait(false);
        await channel.QueueBindAsync(settings.Queue, settings.Exchange, "#", cancellationToken: cancellationToken).ConfigureAwait(false);
    }
}
