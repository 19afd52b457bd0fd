using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Payments.Channels;
using Payments.Diagnostics;
using Payments.Telemetry.Tests.Support;
using Payments.Webhooks;

namespace Payments.Telemetry.Tests;

/// <summary>A real life of payments is listened to, and what is heard is the committed list, no more and no less.</summary>
public sealed class GoldenTests(Support.Channels channels) : IAsyncLifetime
{
    private readonly Collected _heard = new();
    private readonly HashSet<string> _numbers = [];
    private Merchant _merchant = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _merchant = await Merchant.StartAsync(
            channels,
            payments => payments.UseSqlite().AddWebhooks().AddEventHandler<OrderClosed, Refusing>("shop.refusing").AddEventHandler<OrderPaid, Taking>("shop.taking"),
            map: app => app.Map("/dead", async context =>
            {
                // Answers the challenge and nothing else.
                var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
                if ((string?)body?["data"]?["challenge"] is { } challenge)
                {
                    await context.Response.WriteAsync($$"""{"challenge":"{{challenge}}"}""");
                    return;
                }

                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }));
        await LiveAsync();
        _heard.Observe();
    }

    public async ValueTask DisposeAsync()
    {
        await _merchant.DisposeAsync();
        _heard.Dispose();
    }

    [Fact]
    public async Task What_a_life_of_payments_shows_is_the_committed_list()
    {
        var lines = Instruments().Concat(Activities()).Concat(Tags()).Order(StringComparer.Ordinal).ToList();
        var golden = Path.Combine(AppContext.BaseDirectory, "telemetry.golden");
        if (Environment.GetEnvironmentVariable("PAYMENTS_ACCEPT_TELEMETRY") is { Length: > 0 } target)
        {
            await File.WriteAllLinesAsync(target, lines, Cancellation);
        }

        Assert.Equal(await File.ReadAllLinesAsync(golden, Cancellation), lines);

        Numbers_are_no_tags_of_metrics();
        Names_are_lower_case_and_units_are_of_UCUM();
        Spans_lead_from_the_callback_to_the_handler();
        Figures_are_those_of_the_life();
    }

    private void Numbers_are_no_tags_of_metrics()
    {
        foreach (var measured in _heard.Measurements)
        {
            Assert.All(measured.Tags, tag => Assert.DoesNotContain(_numbers, number => ((string)tag.Value!).Contains(number, StringComparison.Ordinal)));
        }

        foreach (var instrument in _heard.Measurements.GroupBy(each => each.Instrument.Name))
        {
            var combinations = instrument.Select(each => string.Join('|', each.Tags.Select(tag => tag.Value))).Distinct().Count();
            Assert.True(combinations <= 64, $"{instrument.Key} has {combinations} combinations of tags.");
        }
    }

    private void Names_are_lower_case_and_units_are_of_UCUM()
    {
        var names = _heard.Instruments.Select(each => each.Name).Concat(_heard.Activities.Select(each => each.OperationName)).Concat(_heard.Measurements.SelectMany(each => each.Tags).Select(tag => tag.Key)).Distinct();
        Assert.All(names, name => Assert.Matches(@"^payments(\.[a-z]+(_[a-z]+)*)+$", name));
        Assert.All(_heard.Instruments, each => Assert.Matches(@"^(s|1|\{[a-z]+\})$", each.Unit));
        Assert.All(_heard.Instruments, each => Assert.False(string.IsNullOrWhiteSpace(each.Description)));
        var declared = typeof(PaymentsInstruments).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);
        Assert.Equal(declared, _heard.Instruments.Select(each => each.Name).Distinct().Order(StringComparer.Ordinal));
    }

    private void Spans_lead_from_the_callback_to_the_handler()
    {
        var handled = _heard.Activities.First(each => each.OperationName == PaymentsInstruments.OutboxDeliver && Tag(each, PaymentsTags.Subscriber) == "shop.taking");
        var commit = _heard.Activities.Single(each => each.Context.SpanId == Assert.Single(handled.Links).Context.SpanId);
        Assert.Equal(PaymentsInstruments.OrderCommit, commit.OperationName);
        var callback = _heard.Activities.Single(each => each.SpanId == commit.ParentSpanId);
        Assert.Equal(PaymentsInstruments.Callback, callback.OperationName);
        Assert.Single(new[] { handled, commit, callback }.Select(each => Tag(each, PaymentsTags.OrderNo)).Distinct());
    }

    private void Figures_are_those_of_the_life()
    {
        var failover = Assert.Single(_heard.Of(PaymentsInstruments.Failover));
        Assert.Equal(("wechat-main", "wechat-backup"), (failover[PaymentsTags.Account], failover[PaymentsTags.NextAccount]));
        Assert.Single(_heard.Of(PaymentsInstruments.OutboxDeadLetter));
        Assert.Equal(0, _heard.Of(PaymentsInstruments.UpdatesListeners).Sum(each => each.Value));
        Assert.Equal(3, _heard.Of(PaymentsInstruments.ChannelHealth).Sum(each => each.Value)); // three accounts, one health each
        Assert.Equal(["alipay-main"], _heard.Of(PaymentsInstruments.ChannelSwitch).Where(each => each.Value == 1 && each[PaymentsTags.SwitchMode] == "drain").Select(each => each[PaymentsTags.Account]));
        Assert.Equal(2, _heard.Of(PaymentsInstruments.EventCommit).Count(each => each[PaymentsTags.EventType] == "order.paid"));
        Assert.All(_heard.Of(PaymentsInstruments.OrderCreate), each => Assert.InRange(each.Value, 0.000001m, 30));
    }

    private async Task LiveAsync()
    {
        var good = await _merchant.AddEndpointAsync("/dead");
        await PaidAsync("wechat.native", "life-1", "wechat");
        var order = await PaidAsync("alipay.precreate", "life-2", "alipay");
        var (_, refund) = await _merchant.SendAsync(HttpMethod.Post, $"/payments/orders/{order}/refunds", new { merchantRefundNo = "life-r-1", amount = new { currency = "CNY", minorUnits = 100 } });
        _numbers.Add((string)refund["refundNo"]!);
        await FailOverAsync();
        await ExpireAsync();
        await AskWrongAsync();
        await ListenAsync(order);
        await _merchant.Services.GetRequiredService<IChannelAccounts>().SwitchAsync("alipay-main", ChannelSwitchMode.Drain, "a test", "a tester", Cancellation);
        await Merchant.UntilAsync(() => _heard.Of(PaymentsInstruments.WebhookDeliver).Any(each => each[PaymentsTags.Outcome] == "given_up"), "A webhook given up");
        await Merchant.UntilAsync(() => _heard.Of(PaymentsInstruments.OutboxDeadLetter).Any(), "A dead letter");
        await Merchant.UntilAsync(() => _heard.Of(PaymentsInstruments.SweepCheck).Any(), "A look");
        await Merchant.UntilAsync(() => _heard.Of(PaymentsInstruments.OutboxLag).Any(), "An event through with its subscribers");
        await Merchant.UntilAsync(() => _heard.Of(PaymentsInstruments.OutboxDeadLetters).Any(each => each.Value == 1), "A dead letter counted in the store");
        Assert.NotNull(good);
    }

    private async Task<string> PaidAsync(string method, string merchantOrderNo, string channel)
    {
        var order = await _merchant.PendingAsync(method, merchantOrderNo);
        Keep(order, merchantOrderNo);
        await channels.PayAsync(channel, (string)order["attempts"]![0]!["attemptNo"]!);
        await _merchant.WaitForAsync((string)order["orderNo"]!, "Paid");
        return (string)order["orderNo"]!;
    }

    private async Task FailOverAsync()
    {
        await channels.ScenarioAsync(new { channel = "wechat", kind = "rateLimited", operation = "prepay" });
        Keep(await _merchant.PendingAsync("wechat.native", "life-3"), "life-3");
    }

    private async Task ExpireAsync()
    {
        var order = await _merchant.PendingAsync("wechat.native", "life-4");
        Keep(order, "life-4");
        var (_, closed) = await _merchant.SendAsync(HttpMethod.Post, $"/payments/orders/{order["orderNo"]}/close");
        Assert.Equal("Closed", (string)closed["status"]!);
    }

    private async Task AskWrongAsync()
    {
        await _merchant.CreateAsync("nobody.knows", "life-5");
        await _merchant.CreateAsync("wechat.native", "life-6", subject: new string('x', 5_000));
        await _merchant.SendAsync(HttpMethod.Post, "/payments/notify/no-such-account", new { });
        await _merchant.SendAsync(HttpMethod.Post, "/payments/notify/wechat-main", new { });
    }

    private async Task ListenAsync(string orderNo)
    {
        using var stream = await _merchant.Http.GetAsync($"/payments/orders/{orderNo}/updates", HttpCompletionOption.ResponseContentRead, Cancellation);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{_merchant.Http.BaseAddress!.ToString().Replace("http:", "ws:", StringComparison.Ordinal)}payments/orders/{orderNo}/updates"), Cancellation);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
        await Merchant.UntilAsync(() => _heard.Of(PaymentsInstruments.UpdatesListeners).Sum(each => each.Value) == 0 && _heard.Of(PaymentsInstruments.UpdatesListeners).Count() >= 4, "Listeners come and gone");
    }

    private void Keep(JsonNode order, string merchantOrderNo) =>
        _numbers.UnionWith([(string)order["orderNo"]!, merchantOrderNo, (string)order["attempts"]![0]!["attemptNo"]!]);

    private IEnumerable<string> Instruments() =>
        from instrument in _heard.Instruments
        let tags = _heard.Of(instrument.Name).SelectMany(each => each.Tags).Select(tag => tag.Key).Distinct().Order(StringComparer.Ordinal)
        let line = $"metric {instrument.Name} {Kind(instrument)} {instrument.Unit} {string.Join(' ', tags)}".TrimEnd()
        group line by line into lines
        select lines.Key;

    private IEnumerable<string> Activities() =>
        from activity in _heard.Activities
        group activity by (activity.OperationName, activity.Kind) into same
        let tags = same.SelectMany(each => each.TagObjects).Select(tag => tag.Key).Distinct().Order(StringComparer.Ordinal)
        select $"activity {same.Key.OperationName} {same.Key.Kind} {string.Join(' ', tags)}";

    /// <summary>Tags with a closed set of values. Which of them a life shows depends on its course, so that the sets are declared here.</summary>
    private IEnumerable<string> Tags()
    {
        var sets = ClosedSets.All;
        foreach (var tag in _heard.Measurements.SelectMany(each => each.Tags.Select(tag => (Name: each.Instrument.Name, tag.Key, Value: (string)tag.Value!))).Distinct())
        {
            var set = sets.GetValueOrDefault($"{tag.Key} of {tag.Name}") ?? sets.GetValueOrDefault(tag.Key);
            Assert.True(set is not null, $"{tag.Key} of {tag.Name} has no set of values.");
            Assert.True(set.Contains(tag.Value), $"{tag.Key} of {tag.Name} has the value {tag.Value}, which is not declared.");
        }

        return sets.Select(set => $"tag {set.Key}: {string.Join(", ", set.Value.Order(StringComparer.Ordinal))}");
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0];

    private static string? Tag(Activity activity, string name) => (string?)activity.GetTagItem(name);

    internal sealed class Refusing : IPaymentEventHandler<OrderClosed>
    {
        public ValueTask HandleAsync(OrderClosed paymentEvent, CancellationToken cancellationToken) => throw new InvalidOperationException("Not today.");
    }

    internal sealed class Taking : IPaymentEventHandler<OrderPaid>
    {
        public ValueTask HandleAsync(OrderPaid paymentEvent, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
