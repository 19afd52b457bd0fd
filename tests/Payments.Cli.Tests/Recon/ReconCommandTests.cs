using System.Text.Json;
using Xunit;

namespace Payments.Cli.Tests.Recon;

/// <summary><c>payments recon</c>: what is planted is found, and a run that is killed comes to the same bytes.</summary>
public sealed class ReconCommandTests : IDisposable
{
    private const int Rows = 400_000;
    private const int Kills = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("payments-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("wechat.all", 7)]
    [InlineData("alipay.trades", 8)]
    public async Task All_twelve_hundred_planted_differences_are_found_and_none_else(string format, int seed)
    {
        await GenerateAsync(format, seed);
        var (status, output, errors) = await RunAsync(format, "out");
        Assert.True(status == 0, errors);
        Assert.Contains("the bridge holds", output, StringComparison.Ordinal);
        Assert.Equal(Truth(), Found("out"));
        using var summary = JsonDocument.Parse(await File.ReadAllBytesAsync(In("out", "summary.json")));
        Assert.Equal(1200, summary.RootElement.GetProperty("counts").EnumerateObject().Where(each => each.Name != "matched").Sum(each => each.Value.GetInt64()));
        Assert.All(summary.RootElement.GetProperty("bridge").EnumerateArray(), bridge => Assert.True(bridge.GetProperty("holds").GetBoolean()));
    }

    [Fact]
    public async Task Generating_twice_gives_the_same_files()
    {
        await GenerateAsync("wechat.all", 3);
        var first = await File.ReadAllBytesAsync(In("bill.csv"));
        await GenerateAsync("wechat.all", 3);
        Assert.Equal(first, await File.ReadAllBytesAsync(In("bill.csv")));
    }

    [Fact]
    public async Task A_run_killed_at_twenty_moments_and_resumed_comes_to_the_same_bytes()
    {
        await GenerateAsync("wechat.all", 11);
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        await RunAsync("wechat.all", "whole");
        var whole = time.GetElapsedTime(start);
        var (random, killed) = (new Random(20), 0);
        for (var round = 0; round < Kills; round++)
        {
            using (var process = Command.Start(Arguments("wechat.all", "cut")))
            {
                await Task.Delay(whole * (0.15 + (0.85 * random.NextDouble())));
                killed += process.HasExited ? 0 : 1;
                process.Kill();
                await process.WaitForExitAsync();
            }

            if (File.Exists(In("cut", "job.json")) && round % 2 == 0)
            {
                var (status, _, errors) = await Command.RunAsync("recon", "resume", "--out", In("cut"));
                Assert.True(status == 0, errors);
                Same();
            }
        }

        Assert.InRange(killed, Kills / 4, Kills);
        Assert.Equal(0, (await RunAsync("wechat.all", "cut")).Status);
        Same();
        Assert.False(Directory.Exists(In("cut", "work")));

        void Same()
        {
            foreach (var file in new[] { "summary.json", "breaks.csv", "held.csv" })
            {
                Assert.Equal(File.ReadAllBytes(In("whole", file)), File.ReadAllBytes(In("cut", file)));
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_done_says_what_why_and_what_to_do()
    {
        var (status, _, errors) = await Command.RunAsync("recon", "run", "--ours", In("no.csv"), "--bill", In("no.csv"), "--format", "wechat.all", "--out", In("out"));
        Assert.Equal(1, status);
        Assert.StartsWith("payments: recon_input_unreadable: ", errors, StringComparison.Ordinal);
        (status, _, errors) = await Command.RunAsync("recon", "run", "--our", "x");
        Assert.Equal(2, status);
        Assert.Contains("'--our' is no option", errors, StringComparison.Ordinal);
        (status, _, errors) = await Command.RunAsync("recon", "resume", "--out", In("nothing"));
        Assert.Equal(1, status);
        Assert.Contains("recon_nothing_to_resume", errors, StringComparison.Ordinal);
    }

    private string In(params string[] names) => Path.Combine([_folder, .. names]);

    private async Task GenerateAsync(string format, int seed)
    {
        var (status, _, errors) = await Command.RunAsync("recon", "generate", "--rows", $"{Rows}", "--seed", $"{seed}", "--format", format, "--out", _folder);
        Assert.True(status == 0, errors);
    }

    // So little memory that the work goes to disk, and is taken up from there.
    private string[] Arguments(string format, string to) =>
        ["recon", "run", "--ours", In("ours.csv"), "--bill", In("bill.csv"), "--format", format, "--out", In(to), "--memory", "16", "--partitions", "300"];

    private Task<(int Status, string Output, string Errors)> RunAsync(string format, string to) => Command.RunAsync(Arguments(format, to));

    private List<string> Truth() => [.. File.ReadLines(In("truth.csv")).Skip(1).Select(line => line.Split(',')).Select(cells => $"{cells[0]} {cells[3]}").Order(StringComparer.Ordinal)];

    private List<string> Found(string folder) => [.. File.ReadLines(In(folder, "breaks.csv")).Skip(1).Select(line => line.Split(',')).Select(cells => $"{cells[0]} {cells[2]}").Order(StringComparer.Ordinal)];
}
