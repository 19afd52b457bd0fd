using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using Payments.Channels.Alipay.Certificates;

namespace Payments.Channels.Alipay.Notifications;

/// <summary>Where a field lies in the decoded text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FormField(int NameStart, int NameLength, int ValueStart, int ValueLength);

/// <summary>
/// A form as Alipay signs it. Works on bytes from end to end: names and values are percent-decoded once into a rented buffer, sorted, joined
/// and verified without ever becoming text, so the signature is checked in whatever charset it was made in.
/// </summary>
internal ref struct SignedForm : IDisposable
{
    /// <summary>A genuine callback has about thirty fields.</summary>
    public const int MostFields = 128;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."u8);

    private const int LongestDecidingName = 16;

    // Everything a reader of callbacks or of returns looks at.
    private static readonly byte[][] DecidingFields =
    [
        .. new[]
        {
            "alipay_cert_sn", "app_id", "buyer_id", "buyer_open_id", "charset", "gmt_payment", "gmt_refund", "notify_id", "notify_time", "notify_type",
            "out_biz_no", "out_trade_no", "refund_fee", "seller_id", "sign", "sign_type", "timestamp", "total_amount", "trade_no", "trade_status",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    private readonly byte[] _decoded;
    private readonly Span<FormField> _room;
    private byte[]? _joined;
    private int _end;
    private int _count;

    public SignedForm(int bodyLength, Span<FormField> room)
    {
        _decoded = ArrayPool<byte>.Shared.Rent(Math.Max(bodyLength, 1));
        _room = room;
    }

    /// <summary>All bytes of all values.</summary>
    public readonly ReadOnlySpan<byte> Decoded => _decoded.AsSpan(0, _end);

    private readonly Span<FormField> Fields => _room[.._count];

    /// <summary>Decodes and sorts the fields.</summary>
    public VerificationFailure? Parse(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            var length = body.IndexOf((byte)'&');
            var pair = length < 0 ? body : body[..length];
            body = length < 0 ? default : body[(length + 1)..];
            if (pair.IsEmpty)
            {
                continue;
            }

            if (_count == _room.Length)
            {
                return Failures.Malformed($"it has more than {MostFields} fields.");
            }

            if (AddField(pair) is { } failure)
            {
                return failure;
            }
        }

        Fields.Sort(new ByName(_decoded));
        for (var i = 1; i < _count; i++)
        {
            if (Name(_room[i]).SequenceEqual(Name(_room[i - 1])))
            {
                return new VerificationFailure(VerificationFailureReason.DuplicateHeader, $"a field appears more than once{Failures.Named(Name(_room[i]))}.");
            }
        }

        return IsAmbiguous() ? Failures.Ambiguous : null;
    }

    /// <summary>The value of a field; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> this[ReadOnlySpan<byte> name]
    {
        get
        {
            foreach (var field in Fields)
            {
                if (Name(field).SequenceEqual(name))
                {
                    return Value(field);
                }
            }

            return default;
        }
    }

    /// <summary>Whether one of these keys signed the fields, <c>sign</c> left out and <c>sign_type</c> left out or kept (trade callbacks leave it out).</summary>
    public bool IsSignedBy(IReadOnlyList<PlatformKey> keys, scoped ReadOnlySpan<byte> signature)
    {
        var text = Join(keepsType: false);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].Key.VerifySha256(text, signature))
            {
                return true;
            }
        }

        text = Join(keepsType: true);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].Key.VerifySha256(text, signature))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Decodes <c>sign</c>.</summary>
    /// <returns>How many bytes it has, or -1 when it is not Base64 or too long for any key.</returns>
    public readonly int ReadSignature(Span<byte> destination)
    {
        var sign = this["sign"u8];
        return sign.Length <= Base64.GetMaxEncodedToUtf8Length(destination.Length)
            && Base64.DecodeFromUtf8(sign, destination, out var consumed, out var written) == OperationStatus.Done
            && consumed == sign.Length
            ? written
            : -1;
    }

    /// <summary>Forgets every field with another name.</summary>
    public void KeepOnly(ReadOnlySpan<byte[]> names)
    {
        var kept = 0;
        foreach (var field in Fields)
        {
            foreach (var name in names)
            {
                if (Name(field).SequenceEqual(name))
                {
                    _room[kept++] = field;
                    break;
                }
            }
        }

        _count = kept;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_decoded, clearArray: true);
        if (_joined is { } joined)
        {
            _joined = null;
            ArrayPool<byte>.Shared.Return(joined, clearArray: true);
        }
    }

    private readonly ReadOnlySpan<byte> Name(FormField field) => _decoded.AsSpan(field.NameStart, field.NameLength);

    private readonly ReadOnlySpan<byte> Value(FormField field) => _decoded.AsSpan(field.ValueStart, field.ValueLength);

    /// <summary>
    /// Whether the signed text reads in more than one way where it matters: it is joined without escapes, so whoever has a genuine callback could
    /// move a field into its neighbour's value, or a field out of a value the payer chose, under the same signature.
    /// </summary>
    private readonly bool IsAmbiguous()
    {
        foreach (var field in Fields)
        {
            var rest = Value(field);
            while (rest.IndexOf((byte)'&') is var start and >= 0)
            {
                rest = rest[(start + 1)..];
                var equals = rest[..Math.Min(rest.Length, LongestDecidingName + 1)].IndexOf((byte)'=');
                if (IsDeciding(Name(field)) || (equals > 0 && IsDeciding(rest[..equals])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsDeciding(ReadOnlySpan<byte> name)
    {
        foreach (var deciding in DecidingFields)
        {
            if (name.SequenceEqual(deciding))
            {
                return true;
            }
        }

        return false;
    }

    private VerificationFailure? AddField(ReadOnlySpan<byte> pair)
    {
        var equals = pair.IndexOf((byte)'=');
        var nameStart = _end;
        if (!Decode(equals < 0 ? pair : pair[..equals]))
        {
            return Failures.BadEscape;
        }

        var nameLength = _end - nameStart;
        var valueStart = _end;
        if (equals >= 0 && !Decode(pair[(equals + 1)..]))
        {
            return Failures.BadEscape;
        }

        if (nameLength == 0 || _decoded.AsSpan(nameStart, nameLength).ContainsAnyExcept(NameBytes))
        {
            return Failures.Malformed("a field's name is empty, or holds other characters than letters, digits, '_', '-' and '.'; is this the form itself, unchanged?");
        }

        _room[_count++] = new FormField(nameStart, nameLength, valueStart, _end - valueStart);
        return null;
    }

    private bool Decode(ReadOnlySpan<byte> encoded)
    {
        while (true)
        {
            var special = encoded.IndexOfAny((byte)'%', (byte)'+');
            var plain = special < 0 ? encoded : encoded[..special];
            plain.CopyTo(_decoded.AsSpan(_end));
            _end += plain.Length;
            if (special < 0)
            {
                return true;
            }

            if (encoded[special] == '+')
            {
                _decoded[_end++] = (byte)' ';
                encoded = encoded[(special + 1)..];
                continue;
            }

            if (encoded.Length < special + 3
                || Convert.FromHexString(encoded.Slice(special + 1, 2), _decoded.AsSpan(_end, 1), out _, out _) != OperationStatus.Done)
            {
                return false;
            }

            _end++;
            encoded = encoded[(special + 3)..];
        }
    }

    private ReadOnlySpan<byte> Join(bool keepsType)
    {
        // Every field keeps its bytes and takes an '=' and an '&' more.
        _joined ??= ArrayPool<byte>.Shared.Rent(_end + (2 * _count) + 1);
        var length = 0;
        foreach (var field in Fields)
        {
            var name = Name(field);
            if (field.ValueLength == 0 || name.SequenceEqual("sign"u8) || (!keepsType && name.SequenceEqual("sign_type"u8)))
            {
                continue;
            }

            if (length > 0)
            {
                _joined[length++] = (byte)'&';
            }

            name.CopyTo(_joined.AsSpan(length));
            length += name.Length;
            _joined[length++] = (byte)'=';
            Value(field).CopyTo(_joined.AsSpan(length));
            length += field.ValueLength;
        }

        return _joined.AsSpan(0, length);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct ByName(byte[] text) : IComparer<FormField>
    {
        public int Compare(FormField x, FormField y) =>
            text.AsSpan(x.NameStart, x.NameLength).SequenceCompareTo(text.AsSpan(y.NameStart, y.NameLength));
    }
}
