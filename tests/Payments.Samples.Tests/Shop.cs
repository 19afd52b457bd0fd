using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Payments.Samples.Tests;

/// <summary>The sample shop as its own process, on a free port and a folder of its own.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _data;
    private readonly StringBuilder _output = new();

    private Shop(Process process, string data, int port)
    {
        _process = process;
        _data = data;
        Address = $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        Http = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(30) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public string Address { get; }

    public HttpClient Http { get; }

    public string Database => Path.Combine(_data, "payments.db");

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static string BuiltExecutable =>
        Path.Combine(Repository.Root, "samples", "MerchantWeb", "bin", Repository.Configuration, "net10.0", "MerchantWeb");

    public static async Task<Shop> StartAsync(string? executable = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var port = FreePort();
        var data = Directory.CreateTempSubdirectory("payments-shop-").FullName;
        var start = new ProcessStartInfo(executable ?? BuiltExecutable)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        foreach (var argument in (string[])["--urls", $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "--data", data])
        {
            start.ArgumentList.Add(argument);
        }

        var shop = new Shop(Process.Start(start)!, data, port);
        shop._process.BeginOutputReadLine();
        shop._process.BeginErrorReadLine();
        await shop.WaitUntilUpAsync();
        return shop;
    }

    public async Task<JsonNode> CreateAsync(string method, string merchantOrderNo)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments/orders")
        {
            Content = JsonContent.Create(new { merchantOrderNo, amount = new { currency = "CNY", minorUnits = 100 }, method, subject = "Tea" }),
        };
        request.Headers.Add("Idempotency-Key", merchantOrderNo);
        using var response = await Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, body + Output);
        return JsonNode.Parse(body)!;
    }

    public async Task<JsonNode> PayAsync(string channel, JsonNode order)
    {
        using var paid = await Http.PostAsJsonAsync("/_sim/pay", new { channel, outTradeNo = (string)order["attempts"]![0]!["attemptNo"]! });
        Assert.True(paid.IsSuccessStatusCode, await paid.Content.ReadAsStringAsync());
        for (var i = 0; i < 400; i++)
        {
            var now = (await Http.GetFromJsonAsync<JsonNode>($"/payments/orders/{order["orderNo"]}"))!;
            if ((string)now["status"]! == "Paid")
            {
                return now;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException("The order was not paid within ten seconds. " + Output);
    }

    /// <summary>Has yesterday reconciled, and answers the days once each account of it came to rest.</summary>
    public async Task<JsonArray> ReconcileAsync()
    {
        using var started = await Http.PostAsync("/shop/books/yesterday", null);
        Assert.True(started.StatusCode == HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync() + Output);
        for (var i = 0; i < 400; i++)
        {
            var days = (await Http.GetFromJsonAsync<JsonNode>("/shop/books"))!["days"]!.AsArray();
            if (days.All(static day => (string)day!["state"]! is "Completed" or "NoActivity" or "Failed" || day["problem"] is not null))
            {
                return days;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("Yesterday was not reconciled within twenty seconds. " + Output);
    }

    /// <summary>Has WeChat Pay answer for the bill of each of its two accounts as it does at some hour or other.</summary>
    public async Task AnswerForBillsAsync(string code)
    {
        using var scenario = await Http.PostAsJsonAsync("/_sim/scenario", new { channel = "wechat", kind = "refuse", operation = "tradeBill", status = 400, code, times = 2 });
        Assert.True(scenario.IsSuccessStatusCode, await scenario.Content.ReadAsStringAsync());
    }

    public async Task WaitForOutputAsync(string text)
    {
        for (var i = 0; i < 200; i++)
        {
            if (Output.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail($"'{text}' was not said within ten seconds: {Output}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private async Task WaitUntilUpAsync()
    {
        for (var i = 0; i < 300; i++)
        {
            try
            {
                using var response = await Http.GetAsync("/");
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                Assert.False(_process.HasExited, Output);
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The shop did not come up within thirty seconds. " + Output);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
