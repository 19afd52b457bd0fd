using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Reconciliation;
using Payments.Webhooks;
using Xunit;

namespace Payments.Recon.Tests.Reporting;

/// <summary>Who gets the report: a mail server, a chat, a webhook, each a real listener here.</summary>
public sealed class DeliveryTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Theory]
    [InlineData(ReportChatKind.WeCom, "{\"errcode\":0}", true)]
    [InlineData(ReportChatKind.WeCom, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}", false)]
    [InlineData(ReportChatKind.DingTalk, "{\"errcode\":310000}", false)]
    [InlineData(ReportChatKind.Feishu, "{\"code\":19024}", false)]
    [InlineData(ReportChatKind.Feishu, "{\"code\":0,\"msg\":\"success\"}", true)]
    [InlineData(ReportChatKind.Text, "ok", true)]
    public async Task A_chat_is_told_and_its_refusal_is_seen(ReportChatKind kind, string reply, bool isTaken)
    {
        await using var receiver = await Receiver.StartAsync(reply);
        var handler = Handler("payments.chat", options => (options.Chat.Url, options.Chat.Robot) = (receiver.Address + "send?key=secret-key", kind));
        var sending = handler.HandleAsync(Ready(), TestContext.Current.CancellationToken);
        if (isTaken)
        {
            await sending;
        }
        else
        {
            var fault = await Assert.ThrowsAsync<HttpRequestException>(() => sending);
            Assert.DoesNotContain("secret-key", fault.ToString(), StringComparison.Ordinal);
        }

        using var json = JsonDocument.Parse(receiver.Body!);
        var text = kind switch
        {
            ReportChatKind.Feishu => json.RootElement.GetProperty("content").GetProperty("text").GetString(),
            ReportChatKind.Text => json.RootElement.GetProperty("text").GetString(),
            _ => json.RootElement.GetProperty("text").GetProperty("content").GetString(),
        };
        Assert.Contains("对账 wechat-main 2026-11-27：3 笔差异", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_is_signed_and_has_the_same_id_on_every_try()
    {
        await using var receiver = await Receiver.StartAsync("");
        var handler = Handler("payments.webhook", options => (options.Webhook.Endpoint, options.Webhook.Secret) = (receiver.Address, Secret));
        await handler.HandleAsync(Ready(), TestContext.Current.CancellationToken);
        Assert.Equal("wechat-main-20261127-trades-1", receiver.Headers!["webhook-id"]);
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(receiver.Headers["webhook-timestamp"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(WebhookSignature.Verify(receiver.Headers["webhook-signature"]!, [WebhookSecret.Parse(Secret)], receiver.Headers["webhook-id"]!, at, Encoding.UTF8.GetBytes(receiver.Body!)));
        using var json = JsonDocument.Parse(receiver.Body!);
        Assert.Equal("reconciliation.completed", json.RootElement.GetProperty("type").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("data").GetProperty("counts").GetProperty("oursOnly").GetInt64());
    }

    [Fact]
    public async Task Mail_carries_the_page_and_the_differences()
    {
        await using var server = new SmtpServer();
        var handler = Handler("payments.mail", options =>
        {
            (options.Mail.Host, options.Mail.Port, options.Mail.Tls, options.Mail.From) = ("127.0.0.1", server.Port, false, "recon@shop.example");
            options.Mail.To.Add("finance@shop.example");
        });
        await handler.HandleAsync(Ready(), TestContext.Current.CancellationToken);
        var mail = await server.Mail.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Contains("finance@shop.example", mail, StringComparison.Ordinal);
        Assert.Contains("report.html", mail, StringComparison.Ordinal);
        Assert.Contains("report-differences.csv", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("report.json", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_are_all_named_and_no_secret_is_shown()
    {
        var services = new ServiceCollection();
        var payments = new PaymentsBuilder(services, configuration: null);
        payments.AddReconciliationReports(options =>
        {
            options.Timeout = TimeSpan.Zero;
            (options.Mail.Host, options.Mail.User, options.Chat.Url, options.Webhook.Endpoint, options.Webhook.Secret) = ("mail", "u", "http://chat.example/?key=k-123", "ftp://x", "whsec_short");
        });
        using var provider = services.BuildServiceProvider();
        var problems = provider.GetServices<IConfigurationCheck>().SelectMany(check => check.Check()).ToList();
        Assert.Equal(
            ["Chat:Url", "Mail:From", "Mail:Password", "Mail:To", "Timeout", "Webhook:Endpoint", "Webhook:Secret"],
            problems.Select(problem => problem.Path.Replace("Payments:Reconciliation:Reports:", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(problems, problem => Assert.False(problem.ToString().Contains("k-123", StringComparison.Ordinal) || problem.ToString().Contains("whsec_short", StringComparison.Ordinal)));
    }

    private static IReconciliationReportHandler Handler(string name, Action<ReconciliationReportOptions> configure)
    {
        var services = new ServiceCollection();
        new PaymentsBuilder(services, configuration: null).AddReconciliationReports(configure);
        return services.BuildServiceProvider().GetServices<IReconciliationReportHandler>().Single(handler => handler.Name == name);
    }

    private static ReconciliationReportReady Ready()
    {
        ReportFile File(string name) => new(name, _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes("content of " + name))));
        return new ReconciliationReportReady(
            new ReconciliationRun
            {
                RunId = ReconciliationRun.IdOf("wechat-main", SampleReports.Day, StatementKind.Trades),
                ChannelAccount = "wechat-main",
                Day = SampleReports.Day,
                Kind = StatementKind.Trades,
                State = ReconciliationRunState.Completed,
                Completions = 1,
                CreatedAt = DateTimeOffset.UnixEpoch,
                UpdatedAt = DateTimeOffset.UnixEpoch,
                Counts = new Dictionary<ReconciliationBucket, long> { [ReconciliationBucket.Matched] = 97, [ReconciliationBucket.OursOnly] = 3 },
                Bridge = [new Bridge("CNY", 100, [new BridgeStep(ReconciliationBucket.OursOnly, -30)], 70)],
                Version = 1,
            },
            [File("report.html"), File("report-differences.csv"), File("report.json")]);
    }

    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        public string Address => app.Urls.First() + "/";

        public string? Body { get; private set; }

        public HeaderDictionary? Headers { get; private set; }

        public static async Task<Receiver> StartAsync(string reply)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore();
            builder.Services.AddRoutingCore();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("/{**path}", async (HttpRequest request) =>
            {
                receiver.Headers = new HeaderDictionary(request.Headers.ToDictionary());
                receiver.Body = await new StreamReader(request.Body).ReadToEndAsync();
                return Microsoft.AspNetCore.Http.Results.Text(reply);
            });
            await app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }

    /// <summary>Takes one mail, by as much SMTP as that needs.</summary>
    private sealed class SmtpServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public SmtpServer()
        {
            _listener.Start();
            Mail = Task.Run(ServeAsync);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public Task<string> Mail { get; }

        public ValueTask DisposeAsync()
        {
            _listener.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<string> ServeAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            var mail = new StringBuilder();
            var isData = false;
            await writer.WriteLineAsync("220 here");
            while (await reader.ReadLineAsync() is { } line)
            {
                mail.AppendLine(line);
                if (isData && line != ".")
                {
                    continue;
                }

                if (line == "QUIT")
                {
                    break;
                }

                isData = line == "DATA";
                await writer.WriteLineAsync(isData ? "354 go" : "250 ok");
                if (line == ".")
                {
                    break;
                }
            }

            return mail.ToString();
        }
    }
}
