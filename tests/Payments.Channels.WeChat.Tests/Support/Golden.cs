using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Payments.Channels.WeChat.Tests.Support;

/// <summary>Compares a request with a plain file, byte for byte, after checking and then masking what is random in it.</summary>
internal static partial class Golden
{
    public static void Matches(SentRequest request, string name, bool verifyTime = true, [CallerFilePath] string caller = "")
    {
        CheckAuthorization(request, verifyTime);
        var actual = Render(request);
        var file = Path.Combine(AppContext.BaseDirectory, "Golden", name + ".txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name + ".txt"), actual);
            return;
        }

        Assert.True(File.Exists(file), $"Golden/{name}.txt is missing; run once with UPDATE_GOLDEN=1 and read what it wrote.");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string Render(SentRequest request)
    {
        var text = new StringBuilder($"{request.Method} {request.PathAndQuery}\n");
        foreach (var (key, value) in request.Headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            var shown = key switch
            {
                "Authorization" => Masks().Replace(value, "${name}=\"*\""),
                "User-Agent" => value[..(value.IndexOf('/', StringComparison.Ordinal) + 1)] + "*",
                _ => value,
            };
            text.Append(key).Append(": ").Append(shown).Append('\n');
        }

        return text.Append('\n').Append(request.Text).Append('\n').ToString();
    }

    private static void CheckAuthorization(SentRequest request, bool verifyTime)
    {
        var match = Header().Match(request.Header("Authorization")!);
        Assert.True(match.Success, "The Authorization header has not the official form.");
        Assert.Matches("^[0-9A-Za-z]{32}$", match.Groups["nonce"].Value);
        if (verifyTime)
        {
            Assert.Equal("1735660800", match.Groups["time"].Value);
        }

        byte[] message = [.. Encoding.UTF8.GetBytes($"{request.Method}\n{request.PathAndQuery}\n{match.Groups["time"].Value}\n{match.Groups["nonce"].Value}\n"), .. request.Body, (byte)'\n'];
        Assert.True(TestKeys.Merchant.VerifyData(message, Convert.FromBase64String(match.Groups["signature"].Value), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [GeneratedRegex("(?<name>nonce_str|timestamp|signature)=\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Masks();

    [GeneratedRegex("^WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\",nonce_str=\"(?<nonce>[^\"]+)\",timestamp=\"(?<time>[^\"]+)\",serial_no=\"7157F09EFDC096DE15EBE81A47057A7232F1B8E3\",signature=\"(?<signature>[^\"]+)\"$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();
}
