using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.RabbitMq;

/// <summary>Settings of RabbitMQ, read from <c>Payments:RabbitMq</c>. Checked when the host starts; the broker need not be there then.</summary>
public sealed class RabbitMqOptions
{
    private Secret? _uri;

    /// <summary>
    /// Where the broker is, as <c>amqps://payments:…@rabbit.internal/shop</c>: <c>amqp</c> or <c>amqps</c>, user, password, host, port (5672 or 5671),
    /// virtual host. Required. It holds a password, and appears in no text or log.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string Uri
    {
        get => _uri?.Reveal() ?? "";
        set => _uri = Secret.Of(value);
    }

    /// <summary>Further nodes of the broker's cluster, each <c>host</c> or <c>host:port</c>, reached like the first. At most 16. Default: none.</summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>A PEM file with the authorities that may sign the broker's certificate, instead of the machine's own. Only for <c>amqps</c>. Default: none.</summary>
    public string? CaFile { get; set; }

    /// <summary>The topic exchange events go to; the routing key is the event's type, as <c>order.paid</c>. Default: <c>payments.events</c>. 1 to 255 bytes.</summary>
    public string Exchange { get; set; } = "payments.events";

    /// <summary>
    /// A durable quorum queue that gets all events. Default: <c>payments.events</c>. Up to 255 bytes; empty for none: an event no queue wants is not
    /// taken by the broker, and tried again until it is a dead letter.
    /// </summary>
    public string Queue { get; set; } = "payments.events";

    /// <summary>
    /// Whether one of the queue's consumers at a time gets its messages, and the others stand by for it. Default: <see langword="true"/>: an order's
    /// events come in order, also when the broker or a consumer dies. Off, all consumers share the messages; what a dead one had not acknowledged comes
    /// again after later ones, so that they must heed <c>data.sequence</c>. RabbitMQ fixes it when the queue is made
    /// (https://www.rabbitmq.com/docs/consumers#single-active-consumer).
    /// </summary>
    public bool SingleActiveConsumer { get; set; } = true;

    /// <summary>Whether the exchange and the queue are declared and bound on connecting. Default: <see langword="true"/>. Off, they must be there.</summary>
    public bool Declare { get; set; } = true;

    /// <summary>The <c>source</c> of the CloudEvents: a URI or a path. Default: <c>/payments</c>. 1 to 500 characters.</summary>
    public string Source { get; set; } = "/payments";

    /// <summary>How many events may wait for the broker's confirmation at once. Default: 256. 1 to 10,000.</summary>
    public int MaxOutstanding { get; set; } = 256;

    /// <summary>How long the broker may take to confirm; then the connection is given up and the event is sent again. Default: 10 seconds. 100 milliseconds to 1 minute.</summary>
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting may take, and any answer of the broker while doing so. Default: 5 seconds. 100 milliseconds to 1 minute.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between attempts to connect; the first is 100 milliseconds, and it doubles. Default: 10 seconds. 100 milliseconds to 5 minutes.</summary>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(10);
}
