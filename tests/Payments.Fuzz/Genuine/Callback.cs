using Microsoft.Extensions.Primitives;
using Payments.Channels;

namespace Payments.Fuzz.Genuine;

/// <summary>A callback in its parts, still open to change.</summary>
internal sealed class Callback(byte[] body, IEnumerable<KeyValuePair<string, StringValues>> headers)
{
    public byte[] Body { get; set; } = body;

    public List<KeyValuePair<string, StringValues>> Headers { get; } = [.. headers];

    public bool IsTruncated { get; set; }

    /// <summary>A copy whose headers can be changed; the body is shared, and replaced as a whole.</summary>
    public Callback Copy() => new(Body, Headers);

    public NotificationRequest ToRequest(DateTimeOffset receivedAt) => new(Body, Headers, receivedAt) { IsTruncated = IsTruncated };
}
