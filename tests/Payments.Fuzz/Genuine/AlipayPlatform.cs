using System.Security.Cryptography;
using System.Text;

namespace Payments.Fuzz.Genuine;

/// <summary>One field of a form. Each character stands for one byte (Latin-1), so that no byte is lost on the way.</summary>
internal readonly record struct Field(string Name, string Value)
{
    /// <summary>A field whose value is text, as UTF-8.</summary>
    public static Field OfText(string name, string value) => new(name, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value)));
}

/// <summary>Alipay's side of a callback: signs a form as the platform does. Safe on several threads.</summary>
internal sealed class AlipayPlatform(RSA key)
{
    public const string AppId = "2021000118634567";
    public const string SellerId = "2088102146225135";

    /// <summary>What is signed: names in byte order, empty values and <c>sign</c> left out; <c>sign_type</c> as the kind of message has it.</summary>
    public static string Message(IEnumerable<Field> fields, bool keepsType) => string.Join('&', fields
        .Where(field => field.Value.Length > 0 && field.Name != "sign" && (keepsType || field.Name != "sign_type"))
        .OrderBy(field => field.Name, StringComparer.Ordinal)
        .Select(field => $"{field.Name}={field.Value}"));

    public string Sign(IEnumerable<Field> fields, bool keepsType) =>
        Convert.ToBase64String(key.SignData(Encoding.Latin1.GetBytes(Message(fields, keepsType)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>The fields and their signature.</summary>
    public List<Field> Signed(IReadOnlyCollection<Field> fields, bool keepsType = false) => [.. fields, new Field("sign", Sign(fields, keepsType))];

    /// <summary>A whole callback with these fields.</summary>
    public static Callback Send(byte[] body) => new(
        body,
        [
            new("Host", "pay.example.com"),
            new("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
            new("User-Agent", "Mozilla/4.0"),
        ]);
}
