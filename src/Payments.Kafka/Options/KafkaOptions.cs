using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.Kafka;

/// <summary>Settings of Kafka, read from <c>Payments:Kafka</c>. Checked when the host starts; the brokers need not be there then.</summary>
public sealed class KafkaOptions
{
    /// <summary>Some of the brokers, as <c>kafka-1.internal:9092,kafka-2.internal:9092</c>; the others are found through them. Required.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>The topic events go to; the key is the order's number. Default: <c>payments.events</c>. 1 to 249 letters, digits, dots, hyphens and underscores.</summary>
    public string Topic { get; set; } = "payments.events";

    /// <summary>The <c>source</c> of the CloudEvents: a URI or a path. Default: <c>/payments</c>. 1 to 500 characters.</summary>
    public string Source { get; set; } = "/payments";

    /// <summary>How long an event may take until all replicas in sync have it; then it is sent again later. Default: 10 seconds. 1 second to 1 minute.</summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many events may wait for their report at once. Default: 1,000. 1 to 100,000.</summary>
    public int MaxOutstanding { get; set; } = 1_000;

    /// <summary>
    /// Further settings of librdkafka by its names, as <c>security.protocol</c>, <c>ssl.ca.location</c>, <c>sasl.username</c>, <c>sasl.password</c>.
    /// Those that carry the promises (idempotence, acknowledgement, time-outs) are not taken from here. They may hold a password, and appear in no
    /// text or log. At most 100. Default: none.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IDictionary<string, string> Client { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
