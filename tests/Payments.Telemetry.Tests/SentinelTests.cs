using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Payments.Channels;
using Payments.Diagnostics;
using Payments.Storage;
using Payments.Telemetry.Tests.Support;
using Payments.TestServers;
using Payments.Webhooks;

namespace Payments.Telemetry.Tests;

/// <summary>
/// Law 10: secrets and payers planted in every setting and every request, pushed through every path there is, right and wrong. Everything is listened to
/// at its most talkative: all logs with state, scopes and exceptions, all activities, all metrics, all error answers, the health answer. Nothing is found.
/// </summary>
public sealed class SentinelTests(Support.Channels channels)
{
    private const string OpenId = "oSENTINELopenid0000000000001";
    private const string PaidBy = "oSENTINELpaidby0000000000002";
    private const string BuyerId = "2088987654321098";
    private const string WeChatCode = "134567890123456781";
    private const string AlipayCode = "281234567890123457";
    private const string Phone = "13912345678";
    private const string Card = "4111111111111111";
    private const string Email = "sentinel.payer@example.com";
    private const string Password = "SENTINELpassword";
    private const string BearerToken = "SENTINELtoken0123456789";

    private static readonly WebhookSecret Webhook = WebhookSecret.Generate();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law10_no_secret_and_no_payer_is_found_in_logs_traces_metrics_errors_and_health()
    {
        using var trap = new Trap();
        using var heard = new Collected(static _ => true);
        List<string> seen = [];
        await using (var merchant = await Merchant.StartAsync(channels, Add, logs: trap))
        {
            await PayEveryWayAsync(merchant);
            await GoWrongAtTheChannelAsync(merchant);
            await GoWrongHereAsync(merchant);
            await CallBackWithGarbageAsync(merchant);
            await merchant.SendAsync(HttpMethod.Get, "/health");
            await merchant.SendAsync(HttpMethod.Get, "/payments/operations/channels");
            await merchant.SendAsync(HttpMethod.Get, "/payments/operations/switches/wechat-main");
            heard.Observe();
            seen.AddRange(merchant.Answers);
        }

        Expect(trap, heard, "1001", "1102", "1202", "2402");
        var secrets = Secrets().Concat(Payers()).ToList();
        Nothing(secrets, seen, "an answer");
        Nothing([.. secrets, Phone, Card, Email], trap.Entries.Select(each => each.All), "a log");
        Nothing([.. secrets, Phone, Card, Email], heard.Activities.SelectMany(Trap.Of), "a trace");
        Nothing([.. secrets, Phone, Card, Email], heard.Measurements.SelectMany(each => each.Tags).Select(tag => $"{tag.Key}={tag.Value}"), "a metric");
    }

    [Fact]
    public async Task Law10_keys_that_do_not_fit_are_not_shown()
    {
        using var trap = new Trap();
        var key = "SENTINELv3key".PadRight(32, '0');
        await using (var merchant = await Merchant.StartAsync(channels, configure: settings => settings["Payments:WeChat:wechat-main:ApiV3Key"] = key, logs: trap))
        {
            var order = await merchant.PendingAsync("wechat.jsapi", $"key-{Guid.NewGuid():N}"[..30], new { id = OpenId });
            await channels.PayAsync("wechat", (string)order["attempts"]![0]!["attemptNo"]!, OpenId);
            await Merchant.UntilAsync(() => trap.Entries.Any(each => each.Id == 1202), "A callback that cannot be read");
            await merchant.SendAsync(HttpMethod.Get, "/health");
            Nothing([.. Payers(), .. Secrets(), key], merchant.Answers, "an answer");
        }

        Nothing([.. Payers(), .. Secrets(), key], trap.Entries.Select(each => each.All), "a log");
    }

    [Fact]
    public async Task Law10_settings_that_are_wrong_are_not_shown()
    {
        using var trap = new Trap();
        var thrown = await Assert.ThrowsAsync<PaymentConfigurationException>(() => Merchant.StartAsync(channels, logs: trap, configure: settings =>
        {
            settings["Payments:WeChat:wechat-main:ApiV3Key"] = "SENTINELtooShort";
            settings["Payments:WeChat:wechat-main:PrivateKey"] = "SENTINELnotAKey";
            settings["Payments:WeChat:wechat-main:PrivateKeyPassword"] = Password;
            settings["Payments:WeChat:wechat-backup:PrivateKey"] = settings["Payments:WeChat:wechat-backup:PrivateKey"]!.Replace("MII", "SENTINEL", StringComparison.Ordinal);
            settings["Payments:Alipay:alipay-main:AppPrivateKey"] = "SENTINELnotAKey";
            settings["Payments:Alipay:alipay-main:AesKey"] = "SENTINELnotBase64";
            settings["Payments:Alipay:alipay-main:AppAuthToken"] = "SENTINEL".PadRight(80, 'x');
        }));

        Assert.True(thrown.Problems.Count >= 6, thrown.Message);
        Nothing(["SENTINEL", .. Secrets()], [thrown.ToString(), .. thrown.Problems.Select(problem => problem.ToString()), .. trap.Entries.Select(each => each.All)], "the list of wrong settings");
    }

    [Fact]
    public async Task Law10_the_password_of_a_database_is_not_shown()
    {
        await using var server = await PostgresServer.StartAsync();
        using var trap = new Trap();
        using var heard = new Collected(static _ => true);
        await using (var merchant = await Merchant.StartAsync(
            channels, payments => payments.UsePostgreSql(), settings => settings["Payments:PostgreSql:ConnectionString"] = $"{server.ConnectionString};Password={Password}", trap))
        {
            var order = await merchant.PendingAsync("wechat.jsapi", "db-1", new { id = OpenId });
            await channels.PayAsync("wechat", (string)order["attempts"]![0]!["attemptNo"]!, OpenId);
            await merchant.WaitForAsync((string)order["orderNo"]!, "Paid");
            await server.KillAsync();
            var (status, health) = await merchant.SendAsync(HttpMethod.Get, "/health");
            Assert.True((int)status == 503, health.ToString());
            Assert.Equal("unhealthy", (string)health["status"]!);
            await merchant.CreateAsync("wechat.jsapi", "db-2", new { id = OpenId });
            Nothing([.. Payers(), .. Secrets(), Password, "127.0.0.1"], merchant.Answers, "an answer");
        }

        Nothing([.. Payers(), .. Secrets(), Password], trap.Entries.Select(each => each.All).Concat(heard.Activities.SelectMany(Trap.Of)), "a log or a trace");
    }

    [Theory]
    [InlineData("\r\nINJECTED")]
    [InlineData("\u001b[31mINJECTED")]
    [InlineData("\u2028INJECTED")]
    [InlineData("\u2029INJECTED\u0085")]
    public async Task One_event_stays_one_line(string hostile)
    {
        using var trap = new Trap();
        await using var merchant = await Merchant.StartAsync(channels, logs: trap);
        foreach (var merchantOrderNo in (string[])[$"line-{hostile}", "line-1"])
        {
            await merchant.SendAsync(
                HttpMethod.Post, "/payments/orders", new { merchantOrderNo, amount = new { currency = "CNY", minorUnits = 1 }, method = "wechat.native", subject = $"Tea{hostile}", returnUrl = hostile }, Guid.NewGuid().ToString());
        }

        var order = await merchant.PendingAsync("alipay.precreate", $"line-{Guid.NewGuid():N}"[..30], subject: "Tea");
        await merchant.SendAsync(HttpMethod.Post, $"/payments/orders/{order["orderNo"]}/refunds", new { merchantRefundNo = hostile, reason = hostile, amount = new { currency = "CNY", minorUnits = 1 } });
        await channels.ScenarioAsync(new { channel = "wechat", kind = "refuse", operation = "prepay", status = 400, code = $"PARAM{hostile}", message = hostile });
        await channels.ScenarioAsync(new { channel = "wechat", kind = "refuse", operation = "prepay", status = 400, code = "PARAM_ERROR", message = hostile });
        await merchant.CreateAsync("wechat.native", $"line-{Guid.NewGuid():N}"[..30]);
        await merchant.CreateAsync("wechat.native", $"line-{Guid.NewGuid():N}"[..30]);
        await merchant.SendAsync(HttpMethod.Post, "/payments/operations/channels/wechat-main/switch", new { mode = "Drain", reason = hostile, author = hostile });
        await merchant.SendAsync(HttpMethod.Post, $"/payments/notify/{Uri.EscapeDataString(hostile)}", new { });
        await merchant.SendAsync(HttpMethod.Get, $"/payments/orders/{Uri.EscapeDataString(hostile)}");
        await CallBackAsync(merchant, "wechat-main", hostile, hostile);
        await CallBackAsync(merchant, "alipay-main", hostile, $"notify_type={Uri.EscapeDataString(hostile)}&sign={Uri.EscapeDataString(hostile)}&app_id={Uri.EscapeDataString(hostile)}");
        await channels.ForgetScenariosAsync();

        var ours = trap.Entries.Where(each => each.Category.StartsWith("Payments", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(ours);
        Assert.All(ours, each => Assert.DoesNotContain(each.Message, character => char.IsControl(character) || character is '\u2028' or '\u2029'));
    }

    private static void Add(PaymentsBuilder payments) => payments.UseSqlite().AddWebhooks().AddDependencyProbe(_ => new Talkative());

    private async Task PayEveryWayAsync(Merchant merchant)
    {
        await merchant.AddEndpointAsync("/nobody", Webhook).ContinueWith(static task => task.Exception, TaskScheduler.Default);
        var text = $"{Phone} {Card}";
        var jsapi = await merchant.PendingAsync("wechat.jsapi", "s-1", new { id = OpenId, ipAddress = "203.0.113.9" }, subject: text);
        await PaidAsync(merchant, "wechat", jsapi, OpenId);
        await PaidAsync(merchant, "wechat", await merchant.PendingAsync("wechat.native", "s-0"), PaidBy);
        await merchant.SendAsync(HttpMethod.Post, $"/payments/orders/{jsapi["orderNo"]}/refunds", new { merchantRefundNo = "s-r-1", reason = text, amount = new { currency = "CNY", minorUnits = 100 } });
        var alipay = await merchant.PendingAsync("alipay.create", "s-2", new { id = BuyerId }, subject: text);
        await PaidAsync(merchant, "alipay", alipay, BuyerId);
        await merchant.SendAsync(HttpMethod.Post, $"/payments/orders/{alipay["orderNo"]}/refunds", new { merchantRefundNo = "s-r-2", reason = text, amount = new { currency = "CNY", minorUnits = 100 } });
        await merchant.CreateAsync("wechat.barcode", "s-3", new { authCode = WeChatCode, ipAddress = "203.0.113.9" }, subject: text);
        await merchant.CreateAsync("alipay.barcode", "s-4", new { authCode = AlipayCode }, subject: text);
    }

    private async Task GoWrongAtTheChannelAsync(Merchant merchant)
    {
        await channels.ScenarioAsync(new { channel = "wechat", kind = "slow", operation = "prepay", times = 2, delayMs = 8_000 });
        await merchant.CreateAsync("wechat.jsapi", "s-slow", new { id = OpenId });
        await channels.ForgetScenariosAsync();

        var echo = $"payer {OpenId} {BuyerId} {PaidBy} tel {Phone} card 4111 1111 1111 1111 {Card} {Email} code {WeChatCode} {AlipayCode}";
        var number = 0;
        foreach (var kind in (string[])["refuse", "garbage", "garbageAfterCharge", "wrongSignature", "unknownSerial", "missingHeaders", "tampered", "error5xxBefore", "reset", "rateLimited"])
        {
            foreach (var (channel, operation, method, payer) in new (string, string, string, object)[]
            {
                ("wechat", "prepay", "wechat.jsapi", new { id = OpenId }),
                ("wechat", "codepay", "wechat.barcode", new { authCode = WeChatCode, ipAddress = "203.0.113.9" }),
                ("alipay", "reply", "alipay.create", new { id = BuyerId }),
            })
            {
                await channels.ScenarioAsync(new { channel, kind, operation, times = 2, status = 400, code = "PARAM_ERROR", message = echo });
                await merchant.CreateAsync(method, $"w-{(++number).ToString(CultureInfo.InvariantCulture)}", payer, subject: $"{Phone} {Card}");
                await channels.ForgetScenariosAsync();
            }
        }

        foreach (var kind in (string[])["tampered", "wrongSignature", "unknownSerial", "missingHeaders", "wrongAmount", "probe", "duplicate"])
        {
            var order = await merchant.PendingAsync("wechat.jsapi", $"n-{kind}", new { id = OpenId }, account: "wechat-main");
            await channels.ScenarioAsync(new { channel = "wechat", kind, operation = "notify", outTradeNo = (string)order["attempts"]![0]!["attemptNo"]! });
            await channels.PayAsync("wechat", (string)order["attempts"]![0]!["attemptNo"]!, OpenId);
        }
    }

    private static async Task GoWrongHereAsync(Merchant merchant)
    {
        foreach (var body in (string[])
        [
            $$"""{"payer":{"id":"{{OpenId}}""",
            $$"""{"payer":"{{OpenId}}","merchantOrderNo":"x","subject":"{{Card}}"}""",
            $$"""{"payer":{"id":"{{OpenId}}{{new string('x', 300)}}","authCode":"{{WeChatCode}}","ipAddress":"{{PaidBy}}"},"merchantOrderNo":"x","method":"wechat.jsapi","subject":"{{Card}}","amount":{"currency":"CNY","minorUnits":1} }""",
            $$"""{"payer":{"authCode":"{{WeChatCode}}"},"merchantOrderNo":"s-bad","method":"{{OpenId}}","subject":"x","amount":{"currency":"{{OpenId}}","minorUnits":"{{Card}}"} }""",
        ])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/payments/orders") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {BearerToken}");
            request.Headers.TryAddWithoutValidation("Cookie", $"session={BearerToken}");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString());
            using var response = await merchant.Http.SendAsync(request, Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.InRange((int)response.StatusCode, 400, 499);
            merchant.Answers.Add(text);
        }

        var thrown = await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => merchant.Client.CreateOrderAsync(
            new CreateOrderRequest
            {
                MerchantOrderNo = "s-thrown",
                Amount = Money.FromMinorUnits(1, Currency.Cny),
                Method = PaymentMethod.Parse("wechat.barcode"),
                Subject = "",
                Payer = new Payer { Id = new PayerId(OpenId), AuthCode = new PayerId(WeChatCode) },
            },
            "s-thrown",
            Cancellation));
        merchant.Answers.Add(thrown.ToString());
        merchant.Answers.Add($"{new Payer { Id = new PayerId(OpenId), AuthCode = new PayerId(WeChatCode) }} {Webhook} {new PayerId(OpenId)}");
    }

    private static async Task CallBackWithGarbageAsync(Merchant merchant)
    {
        foreach (var account in (string[])["wechat-main", "alipay-main", "wechat-backup"])
        {
            await CallBackAsync(merchant, account, OpenId, $$"""{"openid":"{{OpenId}}","resource":{"ciphertext":"{{Card}}"} }""");
            await CallBackAsync(merchant, account, BearerToken, $"buyer_id={BuyerId}&buyer_logon_id={Uri.EscapeDataString(Email)}&sign={OpenId}&notify_type=trade_status_sync&app_id={Phone}");
            await CallBackAsync(merchant, account, PaidBy, new string('x', 70_000) + OpenId);
        }
    }

    private static async Task CallBackAsync(Merchant merchant, string account, string header, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/notify/{account}");
        request.Content = new StringContent(body, Encoding.UTF8, account.StartsWith("alipay", StringComparison.Ordinal) ? "application/x-www-form-urlencoded" : "application/json");
        var value = new string([.. header.Where(static character => character is >= ' ' and <= '~')]);
        foreach (var name in (string[])["Wechatpay-Serial", "Wechatpay-Signature", "Wechatpay-Nonce", "Wechatpay-Timestamp", "Authorization", "X-Request-Id"])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await merchant.Http.SendAsync(request, Cancellation);
        merchant.Answers.Add(await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task PaidAsync(Merchant merchant, string channel, JsonNode order, string payer)
    {
        await channels.PayAsync(channel, (string)order["attempts"]![0]!["attemptNo"]!, payer);
        await merchant.WaitForAsync((string)order["orderNo"]!, "Paid");
    }

    private static IEnumerable<string> Payers() => [OpenId, PaidBy, BuyerId, WeChatCode, AlipayCode, BearerToken];

    private IEnumerable<string> Secrets() =>
    [
        (string)channels.Main["wechat"]!["apiV3Key"]!,
        (string)channels.Backup["wechat"]!["apiV3Key"]!,
        Middle((string)channels.Main["wechat"]!["merchantPrivateKeyPem"]!),
        Middle((string)channels.Backup["wechat"]!["merchantPrivateKeyPem"]!),
        Middle((string)channels.Main["alipay"]!["appPrivateKeyPem"]!),
        Webhook.Reveal(),
        Webhook.Reveal()[WebhookSecret.Prefix.Length..],
        "BEGIN PRIVATE KEY",
    ];

    private static string Middle(string pem) => pem.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal)[200..240];

    private static void Expect(Trap trap, Collected heard, params string[] ids)
    {
        // A search that finds nothing says something only where there was something to search.
        Assert.All(ids, id => Assert.Contains(trap.Entries, each => each.Id.ToString(CultureInfo.InvariantCulture) == id));
        Assert.True(trap.Entries.Count > 500, $"{trap.Entries.Count} log entries.");
        Assert.Contains(heard.Activities, each => each.Source.Name == "System.Net.Http");
        Assert.Contains(heard.Activities, each => each.Source.Name == PaymentsTelemetry.SourceName);
        Assert.Contains(heard.Measurements, each => each.Instrument.Meter.Name == "System.Net.Http");
    }

    private static void Nothing(IEnumerable<string> sentinels, IEnumerable<string> texts, string where)
    {
        var all = texts.ToList();
        Assert.NotEmpty(all);
        foreach (var sentinel in sentinels.Distinct())
        {
            var hit = all.FirstOrDefault(text => text.Contains(sentinel, StringComparison.Ordinal));
            Assert.True(hit is null, $"{sentinel} is in {where}: {hit}");
        }
    }

    /// <summary>A probe that breaks every rule.</summary>
    private sealed class Talkative : IDependencyProbe
    {
        public string Name => "talkative";

        public bool IsEssential => false;

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"Cannot connect with Password={Password} as {OpenId}.");
    }
}
