using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Recon.Archive;

/// <summary>Signs a request to S3: AWS Signature Version 4, all in headers.</summary>
internal static class SigV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The <c>Authorization</c> header of a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path, encoded by <see cref="Encode"/>.</param>
    /// <param name="query">Its query's names and values, not encoded.</param>
    /// <param name="headers">The headers to sign, by lower-case names; among them <c>host</c>, <c>x-amz-date</c> and <c>x-amz-content-sha256</c>.</param>
    /// <param name="key">Who signs, and for which region.</param>
    public static string Sign(string method, string path, IEnumerable<KeyValuePair<string, string>> query, IReadOnlyDictionary<string, string> headers, SigV4Key key)
    {
        var signed = headers.OrderBy(header => header.Key, StringComparer.Ordinal).ToList();
        var names = string.Join(';', signed.Select(header => header.Key));
        var canonical = string.Join('\n',
        [
            method,
            path,
            Query(query),
            .. signed.Select(header => $"{header.Key}:{header.Value.Trim()}"),
            "",
            names,
            headers["x-amz-content-sha256"],
        ]);
        var time = headers["x-amz-date"];
        var scope = $"{time.AsSpan(0, 8)}/{key.Region}/s3/aws4_request";
        var text = $"{Algorithm}\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Convert.ToHexStringLower(Mac(SigningKey(key, time[..8]), text));
        return $"{Algorithm} Credential={key.AccessKeyId}/{scope},SignedHeaders={names},Signature={signature}";
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static string Query(IEnumerable<KeyValuePair<string, string>> query) => string.Join('&', query
        .Select(pair => (Name: Encode(pair.Key), Value: Encode(pair.Value)))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal)
        .ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    /// <summary>Percent-encodes all but unreserved characters.</summary>
    /// <param name="text">What to encode.</param>
    /// <param name="keepSlash">Whether it is a path, whose slashes stay.</param>
    public static string Encode(string text, bool keepSlash = false)
    {
        var encoded = Uri.EscapeDataString(text);
        return keepSlash ? encoded.Replace("%2F", "/", StringComparison.Ordinal) : encoded;
    }

    private static byte[] SigningKey(SigV4Key key, string date) =>
        Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes($"AWS4{key.SecretAccessKey}"), date), key.Region), "s3"), "aws4_request");

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}

/// <param name="AccessKeyId">The key's id.</param>
/// <param name="SecretAccessKey">The key.</param>
/// <param name="Region">The region it signs for.</param>
internal readonly record struct SigV4Key(string AccessKeyId, string SecretAccessKey, string Region)
{
    public override string ToString() => AccessKeyId; // never the key (law 10)
}
