using System.Text;

namespace Payments.Simulators.Calls;

/// <summary>An answer, complete before the first byte is sent, so that it can be signed, spoiled and logged.</summary>
internal sealed class SimulatedReply
{
    public required int Status { get; init; }

    public string? ContentType { get; init; }

    public byte[] Body { get; set; } = [];

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public static SimulatedReply Text(int status, string contentType, string text) =>
        new() { Status = status, ContentType = contentType, Body = Encoding.UTF8.GetBytes(text) };

    public SimulatedReply With(string header, string value)
    {
        Headers.Add(new(header, value));
        return this;
    }
}
