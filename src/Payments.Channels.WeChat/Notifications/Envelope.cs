using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Payments.Channels.WeChat.Http;

namespace Payments.Channels.WeChat.Notifications;

/// <summary>The outer JSON of a callback. The texts of the resource lie, unescaped, in the scratch buffer it was read with.</summary>
internal readonly record struct Envelope(
    string Id, string EventType, bool HasResource, bool IsAesGcm, Range Ciphertext, Range Nonce, Range AssociatedData)
{
    public const string TransactionSuccess = "TRANSACTION.SUCCESS";

    /// <summary>A merchant transfer has come to its end (pay.weixin.qq.com, "商家转账回调通知").</summary>
    public const string TransferFinished = "MCHTRANSFER.BILL.FINISHED";

    private const int MaxId = 64;
    private const int MaxNonce = 64;
    private const int MaxAssociatedData = 256;

    /// <summary>Whether these packages follow what it tells of.</summary>
    public bool IsFollowed => EventType is TransactionSuccess or TransferFinished || IsRefund;

    /// <summary>Whether it tells of a refund.</summary>
    public bool IsRefund => EventType is "REFUND.SUCCESS" or "REFUND.ABNORMAL" or "REFUND.CLOSED";

    /// <summary>Reads it.</summary>
    /// <param name="body">The body, UTF-8.</param>
    /// <param name="scratch">At least as long as the body: takes the resource's texts.</param>
    /// <exception cref="JsonException">It is not the JSON it should be; other exceptions of the reader mean the same.</exception>
    public static Envelope Read(ReadOnlySpan<byte> body, Span<byte> scratch)
    {
        var reader = new Utf8JsonReader(body, JsonMembers.Options);
        JsonMembers.Open(ref reader);
        var seen = 0;
        string? id = null;
        string? type = null;
        Envelope resource = default;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
            {
                id = JsonMembers.Text(ref reader, ref seen, 1, MaxId);
            }
            else if (reader.ValueTextEquals("event_type"u8))
            {
                type = EventTypeOf(ref reader, ref seen);
            }
            else if (reader.ValueTextEquals("resource"u8))
            {
                resource = JsonMembers.Object(ref reader, ref seen, 4) ? ReadResource(ref reader, scratch) : default;
            }
            else
            {
                reader.Skip();
            }
        }

        JsonMembers.Close(ref reader);
        return string.IsNullOrEmpty(id) || string.IsNullOrEmpty(type)
            ? throw new JsonException("id or event_type is missing.")
            : resource with { Id = id, EventType = type };
    }

    /// <summary>Decodes the ciphertext where it lies, and gives its length in bytes.</summary>
    public int DecodeCiphertext(Span<byte> scratch) =>
        Base64.DecodeFromUtf8InPlace(scratch[Ciphertext], out var length) == OperationStatus.Done
            ? length
            : throw new JsonException("The ciphertext is not Base64.");

    private static string? EventTypeOf(ref Utf8JsonReader reader, ref int seen)
    {
        // The common case without a copy.
        var copy = reader;
        if (copy.Read() && copy.TokenType == JsonTokenType.String && copy.ValueTextEquals(TransactionSuccess))
        {
            JsonMembers.Enter(ref reader, ref seen, 2);
            return TransactionSuccess;
        }

        return JsonMembers.Text(ref reader, ref seen, 2, MaxId);
    }

    private static Envelope ReadResource(ref Utf8JsonReader reader, Span<byte> scratch)
    {
        var seen = 0;
        var used = 0;
        var resource = new Envelope { HasResource = true };
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("algorithm"u8))
            {
                JsonMembers.Enter(ref reader, ref seen, 1);
                resource = resource with { IsAesGcm = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("AEAD_AES_256_GCM"u8) };
            }
            else if (reader.ValueTextEquals("ciphertext"u8))
            {
                resource = resource with { Ciphertext = Copy(ref reader, ref seen, 2, scratch, ref used, int.MaxValue) };
            }
            else if (reader.ValueTextEquals("nonce"u8))
            {
                resource = resource with { Nonce = Copy(ref reader, ref seen, 4, scratch, ref used, MaxNonce) };
            }
            else if (reader.ValueTextEquals("associated_data"u8))
            {
                resource = resource with { AssociatedData = Copy(ref reader, ref seen, 8, scratch, ref used, MaxAssociatedData) };
            }
            else
            {
                reader.Skip();
            }
        }

        return resource;
    }

    private static Range Copy(ref Utf8JsonReader reader, ref int seen, int member, Span<byte> scratch, ref int used, int maxLength)
    {
        JsonMembers.Enter(ref reader, ref seen, member);
        if (reader.TokenType == JsonTokenType.Null)
        {
            return new Range(used, used);
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A member of the resource is not a text.");
        }

        var length = reader.CopyString(scratch[used..]);
        var range = new Range(used, used + length);
        used += length;
        return length <= maxLength ? range : throw new JsonException("A member of the resource is too long.");
    }
}
