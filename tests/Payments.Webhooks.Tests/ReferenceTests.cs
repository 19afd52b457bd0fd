using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Payments.Webhooks.Tests;

/// <summary>Byte for byte what the npm package standardwebhooks makes, and accepted by it.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void The_example_of_the_specification_is_signed_as_it_says() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Sign(
            WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            DateTimeOffset.FromUnixTimeSeconds(1_614_265_330),
            "{\"test\": 2432232314}"u8));

    [Fact]
    public async Task The_reference_library_makes_the_same_bytes_and_accepts_ours()
    {
        await InstallAsync();
        var now = DateTimeOffset.UtcNow;
        var cases = Enumerable.Range(0, 200).Select(i => new Case(
            i % 2 == 0 ? WebhookSecret.Generate() : WebhookSecret.Parse(WebhookSecret.Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24 + (i % 41)))),
            $"01KJVKTCMKXZDY5YGDNWB65321-{i}",
            now.AddSeconds(i - 100),
            i % 3 == 0 ? $$"""{"type":"order.paid","data":{"subject":"茶🍵{{i}}" } }""" : $"\"{new string((char)('a' + (i % 26)), i * 100)}\"")).ToList();
        var input = new StringBuilder();
        foreach (var each in cases)
        {
            var signature = WebhookSignature.Sign(each.Secret, each.Id, each.At, Encoding.UTF8.GetBytes(each.Body));
            var header = each.Body.Length % 2 == 0 ? signature : $"{WebhookSignature.Sign(WebhookSecret.Generate(), each.Id, each.At, Encoding.UTF8.GetBytes(each.Body))} {signature}";
            input.AppendLine(JsonSerializer.Serialize(new
            {
                secret = each.Secret.Reveal(),
                id = each.Id,
                timestamp = each.At.ToUnixTimeSeconds(),
                body = Convert.ToBase64String(Encoding.UTF8.GetBytes(each.Body)),
                signature = header,
            }));
        }

        var output = await RunAsync("node", ["reference.mjs"], input.ToString());

        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Count, answers.Length);
        foreach (var (each, answer) in cases.Zip(answers))
        {
            using var json = JsonDocument.Parse(answer);
            var theirs = json.RootElement.GetProperty("signature").GetString()!;
            Assert.True(json.RootElement.GetProperty("accepted").GetBoolean(), answer);
            Assert.Equal(theirs, WebhookSignature.Sign(each.Secret, each.Id, each.At, Encoding.UTF8.GetBytes(each.Body)));
            Assert.True(WebhookSignature.Verify(theirs, [WebhookSecret.Generate(), each.Secret], each.Id, each.At, Encoding.UTF8.GetBytes(each.Body)));
        }
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", false)]
    [InlineData("whsec_AAAA", false)]
    [InlineData("whsec_", false)]
    [InlineData("whsec_!", false)]
    [InlineData(null, false)]
    public void Secrets_are_read_strictly(string? text, bool isSecret) => Assert.Equal(isSecret, WebhookSecret.TryParse(text, out _));

    [Fact]
    public void Secrets_of_65_bytes_are_refused()
    {
        Assert.True(WebhookSecret.TryParse(WebhookSecret.Prefix + Convert.ToBase64String(new byte[64]), out _));
        Assert.False(WebhookSecret.TryParse(WebhookSecret.Prefix + Convert.ToBase64String(new byte[65]), out _));
        Assert.False(WebhookSecret.TryParse(WebhookSecret.Prefix + Convert.ToBase64String(new byte[23]), out _));
    }

    [Fact]
    public void Secrets_print_as_stars()
    {
        var secret = WebhookSecret.Generate();
        Assert.Equal("***", $"{secret}");
        Assert.DoesNotContain(secret.Reveal(), new WebhookKey(secret).ToString(), StringComparison.Ordinal);
        var fault = Assert.Throws<FormatException>(() => WebhookSecret.Parse(secret.Reveal()[1..]));
        Assert.DoesNotContain(secret.Reveal()[10..], fault.ToString(), StringComparison.Ordinal);
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "npm");

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "standardwebhooks")))
        {
            await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], "");
        }
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(process.ExitCode == 0, $"{await error}{await output}");
        return await output;
    }

    private sealed record Case(WebhookSecret Secret, string Id, DateTimeOffset At, string Body);
}
