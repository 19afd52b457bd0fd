using Microsoft.Extensions.Primitives;
using Payments.Channels;

namespace Payments.Conformance;

/// <summary>Changes genuine bytes. What is changed is never a spare bit of Base64's last character, which means nothing.</summary>
public static class Tamper
{
    /// <summary>Replaces one letter or digit by another of its kind: the first from this offset on, in a body taken as a ring.</summary>
    public static byte[] Character(ReadOnlyMemory<byte> body, int place)
    {
        var changed = body.ToArray();
        for (var i = 0; i < changed.Length; i++)
        {
            var at = (place + i) % changed.Length;
            if (char.IsAsciiLetterOrDigit((char)changed[at]) && !IsBeforePadding(changed, at))
            {
                changed[at] = (char)changed[at] switch { '9' => (byte)'8', 'z' => (byte)'y', 'Z' => (byte)'Y', _ => (byte)(changed[at] + 1) };
                break;
            }
        }

        return changed;
    }

    /// <summary>Changes the lowest bit of one byte: the first from this offset on, in a body taken as a ring.</summary>
    public static byte[] Bit(ReadOnlyMemory<byte> body, int place)
    {
        var changed = body.ToArray();
        for (var i = 0; i < changed.Length; i++)
        {
            var at = (place + i) % changed.Length;
            if (!IsBeforePadding(changed, at))
            {
                changed[at] ^= 1;
                break;
            }
        }

        return changed;
    }

    /// <summary>The callback with another body.</summary>
    public static NotificationRequest WithBody(NotificationRequest request, ReadOnlyMemory<byte> body) => new(body, request.Headers, request.ReceivedAt);

    /// <summary>The callback with other headers.</summary>
    public static NotificationRequest WithHeaders(NotificationRequest request, IEnumerable<KeyValuePair<string, StringValues>> headers) =>
        new(request.Body, headers, request.ReceivedAt);

    private static bool IsBeforePadding(byte[] body, int at) => body.AsSpan(at + 1).StartsWith("="u8) || body.AsSpan(at + 1).StartsWith("%3D"u8);
}
