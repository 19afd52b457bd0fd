using System.Globalization;
using System.Numerics;

namespace Payments.Fuzz.Oracles;

/// <summary>Strict access to the members of an object: a member twice, or of another kind, ends the reading.</summary>
internal sealed class JsonFacts(JsonTree? tree, string what)
{
    private readonly JsonTree.Object _object = tree as JsonTree.Object ?? throw new UntrustedException($"{what} is not a JSON object");

    public static byte[] Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : throw new UntrustedException("something is not Base64");
    }

    /// <returns><see langword="null"/> when the member is missing or a JSON null.</returns>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        JsonTree.Token { IsString: true } token => JsonReading.Unescape(token.Text) ?? throw new UntrustedException($"'{name}' holds half a surrogate pair"),
        _ => throw new UntrustedException($"'{name}' is not a text"),
    };

    /// <returns>The text of the one of two members that is there; both at once end the reading.</returns>
    public string? EitherText(string name, string other) =>
        _object.Find(name).Any() && _object.Find(other).Any()
            ? throw new UntrustedException($"'{name}' and '{other}' are there")
            : Text(name) ?? Text(other);

    public JsonFacts? Object(string name) => Find(name) switch
    {
        null => null,
        JsonTree.Object inner => new JsonFacts(inner, name),
        _ => throw new UntrustedException($"'{name}' is not an object"),
    };

    /// <returns>The number, where it is there; whole numbers of 64 bits only, and no other spelling of them.</returns>
    public long? Integer(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value is JsonTree.Token { IsString: false } token
            && BigInteger.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= long.MinValue && number <= long.MaxValue
            ? (long)number
            : throw new UntrustedException($"'{name}' is not a whole number of 64 bits");
    }

    public DateTimeOffset? Instant(string name) => Text(name) switch
    {
        null or "" => null,
        var text => DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant)
            ? instant
            : throw new UntrustedException($"'{name}' is not a time with its zone"),
    };

    private JsonTree? Find(string name)
    {
        var found = _object.Find(name).Take(2).ToList();
        return found.Count > 1
            ? throw new UntrustedException($"'{name}' is there twice")
            : found.FirstOrDefault() is JsonTree.Token { Text: "null" } ? null : found.FirstOrDefault();
    }
}
