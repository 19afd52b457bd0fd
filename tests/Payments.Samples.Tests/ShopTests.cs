using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace Payments.Samples.Tests;

public sealed class ShopTests
{
    [Fact]
    public async Task The_sample_runs_with_no_set_up_and_says_where_it_is()
    {
        await using var shop = await Shop.StartAsync();

        Assert.Contains(shop.Address, shop.Output, StringComparison.Ordinal);
        await shop.PayAsync("wechat", await shop.CreateAsync("wechat.native", "m-1"));
        await shop.PayAsync("alipay", await shop.CreateAsync("alipay.precreate", "m-2"));
        await shop.WaitForOutputAsync("self-test of wechat-main passed");
        await shop.WaitForOutputAsync("self-test of alipay-main passed");
        var credentials = JsonNode.Parse(await shop.Http.GetStringAsync("/_sim/credentials"))!;
        Assert.NotNull((string?)credentials["wechat"]!["publicKeyPem"]);
        Assert.Equal(HttpStatusCode.OK, (await shop.Http.GetAsync("/_sim/calls")).StatusCode);
    }

    [Fact]
    public async Task Trimmed_it_still_creates_takes_the_callback_and_is_paid()
    {
        var copy = Path.Combine(Repository.Root, "artifacts", "trimmed");
        var output = Path.Combine(copy, "published");
        CopySources(copy);
        await PublishTrimmedAsync(copy, output);
        await using var shop = await Shop.StartAsync(Path.Combine(output, "MerchantWeb"));

        await shop.PayAsync("wechat", await shop.CreateAsync("wechat.native", "m-1"));
        await shop.PayAsync("alipay", await shop.CreateAsync("alipay.precreate", "m-2"));
        await shop.AnswerForBillsAsync("NO_STATEMENT_EXIST");
        var day = (await shop.ReconcileAsync()).Single(static day => (string?)day!["account"] == "wechat-main")!;
        Assert.True((string?)day["state"] == "NoActivity", day.ToJsonString() + shop.Output);
        Assert.Contains("</html>", await shop.Http.GetStringAsync((string)day["report"]!), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(output, "System.Reflection.Emit.dll")), "Trimming took nothing away.");
    }

    [Theory]
    [InlineData("Production", HttpStatusCode.NotFound)]
    [InlineData("Development", HttpStatusCode.OK)]
    public async Task What_settles_differences_is_there_in_Development_only(string environment, HttpStatusCode expected)
    {
        await using var shop = await Shop.StartAsync(environment: new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = environment });

        using var breaks = await shop.Http.GetAsync("/payments/reconciliation/breaks");
        using var channels = await shop.Http.GetAsync("/payments/operations/channels");

        Assert.Equal([expected, expected], [breaks.StatusCode, channels.StatusCode]);
    }

    /// <summary>Publishing for one platform rewrites lock files and intermediate output: it happens on a copy.</summary>
    private static void CopySources(string copy)
    {
        if (Directory.Exists(copy))
        {
            Directory.Delete(copy, recursive: true);
        }

        var separators = new[] { Path.DirectorySeparatorChar };
        string[] roots = ["src", "samples"];
        var files = roots
            .SelectMany(root => Directory.EnumerateFiles(Path.Combine(Repository.Root, root), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(separators).Any(part => part is "bin" or "obj") && Path.GetFileName(file) != "packages.lock.json");
        foreach (var file in files)
        {
            var target = Path.Combine(copy, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Repository.Root, file), target);
        }
    }

    private static async Task PublishTrimmedAsync(string copy, string output)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = copy,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "publish", "samples/MerchantWeb", "-c", "Release", "-o", output, "-p:PublishTrimmed=true", "-p:SelfContained=true", "-p:RestoreLockedMode=false", "-p:RunAnalyzers=false",
            "--use-current-runtime", "-v", "quiet",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var publish = Process.Start(start)!;
        var text = publish.StandardOutput.ReadToEndAsync();
        var errors = publish.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        try
        {
            await publish.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException exception)
        {
            publish.Kill(entireProcessTree: true);
            throw new TimeoutException("Publishing did not end within eight minutes.", exception);
        }

        Assert.True(publish.ExitCode == 0, await text + await errors);
        Assert.DoesNotContain("warning", await text, StringComparison.OrdinalIgnoreCase);
    }
}
