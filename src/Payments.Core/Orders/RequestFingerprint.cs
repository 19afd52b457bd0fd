using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Core.Orders;

/// <summary>
/// What was asked, as 32 bytes: two requests have one fingerprint exactly when every field is the same. Each field is written with its length, so
/// that no two different requests run together into the same bytes.
/// </summary>
internal static class RequestFingerprint
{
    private const byte Version = 1;

    public static byte[] Of(CreateOrderRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([Version]);
        Append(hash, request.MerchantId);
        Append(hash, request.MerchantOrderNo);
        Append(hash, request.Amount.Currency.Code);
        Append(hash, request.Amount.MinorUnits);
        Append(hash, request.Method.Value);
        Append(hash, request.Subject);
        Append(hash, request.ChannelAccount);
        Append(hash, request.Payer?.Id?.Reveal());
        Append(hash, request.Payer?.IpAddress);
        Append(hash, request.Payer?.AuthCode?.Reveal());
        Append(hash, request.ExpiresIn?.Ticks ?? -1);
        Append(hash, request.ReturnUrl);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        if (text is null)
        {
            Append(hash, -1);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
