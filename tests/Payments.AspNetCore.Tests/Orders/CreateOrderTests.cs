using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Orders;

public sealed class CreateOrderTests
{
    [Fact]
    public async Task A_new_order_is_201_with_its_address_and_its_next_step()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(Sample.Body);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/payments/orders/{Sample.OrderNo}", response.Headers.Location?.OriginalString);
        Assert.False(response.Headers.Contains("Idempotent-Replayed"));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var expected = $$"""
            {"orderNo":"{{Sample.OrderNo}}","merchantOrderNo":"M-1","status":"Pending","amount":{"currency":"CNY","minorUnits":8800},
            "method":"wechat.native","subject":"红茶 & tea","nextAction":{"type":"ShowQrCode","content":"weixin://wxpay/bizpayurl?pr=abc"},
            "createdAt":"2026-08-21T12:00:00+00:00","expiresAt":"2026-08-21T12:30:00+00:00","attempts":[{"attemptNo":"{{Sample.OrderNo.ToAttemptNo(1)}}",
            "channelAccount":"wechat-main","method":"wechat.native","status":"AwaitingPayer","routeReason":"the only account for wechat.native",
            "createdAt":"2026-08-21T12:00:00+00:00","nextAction":{"type":"ShowQrCode","content":"weixin://wxpay/bizpayurl?pr=abc"}
            }],
            "refunds":[],"extraPayments":[]}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_member_reaches_the_engine()
    {
        await using var host = await TestHost.StartAsync();
        var body = """
            {"merchantOrderNo":"M-2","amount":{"minorUnits":1,"currency":"JPY"},"method":"alipay.barcode","subject":"x","channelAccount":"alipay-b",
            "payer":{"id":"openid-1","ipAddress":"192.0.2.7","authCode":"28763443825664394"},"expiresInSeconds":600,"returnUrl":"https://shop.example/back"}
            """;

        using var response = await host.CreateAsync(body, key: "\"key \\\"".Replace(" ", "-", StringComparison.Ordinal) + "q\"");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var (request, key) = Assert.Single(host.Client.Creates);
        Assert.Equal("key-\"q", key);
        Assert.Equal(
            new CreateOrderRequest
            {
                MerchantOrderNo = "M-2",
                Amount = Money.FromMinorUnits(1, Currency.Jpy),
                Method = PaymentMethod.Parse("alipay.barcode"),
                Subject = "x",
                ChannelAccount = "alipay-b",
                Payer = new Payer { Id = new PayerId("openid-1"), IpAddress = "192.0.2.7", AuthCode = new PayerId("28763443825664394") },
                ExpiresIn = TimeSpan.FromMinutes(10),
                ReturnUrl = "https://shop.example/back",
            },
            request);
    }

    [Fact]
    public async Task Null_counts_as_absent_where_a_member_is_optional()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(
            """{"merchantOrderNo":"M-1","amount":{"currency":"CNY","minorUnits":8800},"method":"wechat.native","subject":"s","payer":null,"expiresInSeconds":null,"returnUrl":null,"channelAccount":null}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var (request, _) = Assert.Single(host.Client.Creates);
        Assert.Null(request.Payer);
        Assert.Null(request.ExpiresIn);
    }

    [Fact]
    public async Task A_time_that_fits_no_clock_reaches_the_engine_as_one_it_refuses()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(Sample.Body.Replace("}", "}", StringComparison.Ordinal)[..^1] + ""","expiresInSeconds":9223372036854775807}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode); // the fake takes everything
        Assert.True(host.Client.Creates.Single().Request.ExpiresIn > TimeSpan.FromDays(7));
    }

    [Fact]
    public async Task A_replay_is_200_and_says_so()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => new OrderOutcome.Accepted(Sample.Pending(), Replayed: true);

        using var response = await host.CreateAsync(Sample.Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("true", response.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal($"/payments/orders/{Sample.OrderNo}", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task An_unknown_outcome_is_202_with_the_order_and_when_to_ask_again()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => new OrderOutcome.Unknown(Sample.Unanswered(), Sample.Error(PaymentErrorCodes.ChannelNoAnswer));

        using var response = await host.CreateAsync(Sample.Body);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/payments/orders/{Sample.OrderNo}", response.Headers.Location?.OriginalString);
        Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        var order = await response.JsonAsync();
        Assert.Equal("Pending", (string?)order["status"]);
        Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, (string?)order["error"]?["code"]);
        Assert.Equal("Unknown", (string?)order["attempts"]?[0]?["status"]);
        Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, (string?)order["attempts"]?[0]?["error"]?["code"]);
        Assert.False(order.ContainsKey("nextAction"));
    }

    [Theory]
    [InlineData(PaymentErrorCodes.InvalidRequest, 422, false)]
    [InlineData(PaymentErrorCodes.IdempotencyKeyReused, 422, false)]
    [InlineData(PaymentErrorCodes.IdempotencyKeyInFlight, 409, true)]
    [InlineData(PaymentErrorCodes.MerchantOrderNoTaken, 409, false)]
    [InlineData(PaymentErrorCodes.NoChannelAccount, 422, false)]
    [InlineData(PaymentErrorCodes.ChannelRejected, 422, false)]
    [InlineData(PaymentErrorCodes.ChannelThrottled, 503, true)]
    [InlineData(PaymentErrorCodes.ChannelUnreachable, 503, true)]
    [InlineData(PaymentErrorCodes.ChannelNoAnswer, 502, true)]
    [InlineData(PaymentErrorCodes.ChannelProtocol, 502, true)]
    [InlineData(PaymentErrorCodes.Overloaded, 503, true)]
    [InlineData(PaymentErrorCodes.Contention, 409, true)]
    [InlineData(PaymentErrorCodes.OrderNotFound, 404, false)]
    [InlineData(PaymentErrorCodes.OrderAlreadyPaid, 409, false)]
    [InlineData(PaymentErrorCodes.PayerIsPaying, 409, true)]
    [InlineData(PaymentErrorCodes.OrderEnded, 409, false)]
    [InlineData(PaymentErrorCodes.EvidenceMismatch, 409, false)]
    [InlineData("a_code_of_tomorrow", 422, false)]
    public async Task Each_refusal_has_its_status(string code, int status, bool tryAgain)
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => new OrderOutcome.Rejected(Sample.Error(code));

        using var response = await host.CreateAsync(Sample.Body);

        var problem = await response.AssertProblemAsync(status, code);
        Assert.Equal("It went so.", (string?)problem["detail"]);
        Assert.Equal("Do that.", (string?)problem["remedy"]);
        Assert.Equal(tryAgain, response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_refusal_of_the_channel_shows_the_order_and_a_replayed_one_says_so()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => new OrderOutcome.Rejected(
            Sample.Error(PaymentErrorCodes.ChannelRejected), Sample.Pending(OrderStatus.Failed), Replayed: true);

        using var response = await host.CreateAsync(Sample.Body);

        var problem = await response.AssertProblemAsync(422, PaymentErrorCodes.ChannelRejected);
        Assert.Equal("PARAM_ERROR", (string?)problem["channelCode"]);
        Assert.Equal("Failed", (string?)problem["order"]?["status"]);
        Assert.Equal("None", (string?)problem["order"]?["nextAction"]?["type"]);
        Assert.Equal("true", response.Headers.GetValues("Idempotent-Replayed").Single());
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(1_500, "2")]
    [InlineData(0, "1")]
    [InlineData(60_000, "60")]
    public async Task Retry_after_is_in_whole_seconds_and_never_nought(int milliseconds, string expected)
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => new OrderOutcome.Rejected(
            Sample.Error(PaymentErrorCodes.IdempotencyKeyInFlight, TimeSpan.FromMilliseconds(milliseconds)));

        using var response = await host.CreateAsync(Sample.Body);

        Assert.Equal(expected, response.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task Limits_the_engine_finds_are_422_field_by_field()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => throw new InvalidPaymentRequestException([new("subject", "Too long."), new("amount.minorUnits", "Not positive.")]);

        using var response = await host.CreateAsync(Sample.Body);

        var problem = await response.AssertProblemAsync(422, PaymentErrorCodes.InvalidRequest);
        Assert.Equal("""[{"field":"subject","problem":"Too long."},{"field":"amount.minorUnits","problem":"Not positive."}]""", problem["errors"]?.ToJsonString());
    }

    [Fact]
    public async Task An_unreachable_channel_is_503()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => throw new ChannelUnreachableException("wechat-main", "its host name could not be resolved.");

        using var response = await host.CreateAsync(Sample.Body);

        await response.AssertProblemAsync(503, PaymentErrorCodes.ChannelUnreachable);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task What_breaks_on_our_side_is_500_and_tells_nothing_of_it()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => throw new IOException("disk secret-path full");

        using var response = await host.CreateAsync(Sample.Body);

        var problem = await response.AssertProblemAsync(500, PaymentApiErrorCodes.InternalError);
        Assert.DoesNotContain("secret-path", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(host.Log.Lines, line => line.Id == 2001);
    }

    [Fact]
    public async Task Wrong_settings_are_told_to_the_log_and_not_to_the_caller()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnCreate = _ => throw new PaymentConfigurationException([new("Payments:WeChat:main:ApiV3Key", "It is short.", "Set it.")]);

        using var response = await host.CreateAsync(Sample.Body);

        var problem = await response.AssertProblemAsync(500, PaymentErrorCodes.Configuration);
        Assert.DoesNotContain("ApiV3Key", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(host.Log.Lines, line => line.Id == 2002 && line.Text.Contains("ApiV3Key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Law10_nothing_of_the_body_or_the_key_reaches_the_log()
    {
        await using var host = await TestHost.StartAsync();
        var body = Sample.Body[..^1] + ""","payer":{"id":"o-secret-openid","authCode":"28secretcode"}}""";

        (await host.CreateAsync(body, "key-secret")).Dispose();
        host.Client.OnCreate = _ => throw new IOException("broken");
        (await host.CreateAsync(body, "key-secret")).Dispose();
        (await host.CreateAsync(body.Replace("openid\"", "openid\",\"secretMember\":1", StringComparison.Ordinal), "key-secret")).Dispose();

        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_address_follows_prefix_and_path_base()
    {
        await using var host = await TestHost.StartAsync(map: app =>
        {
            app.UsePathBase("/shop");
            app.UseRouting();
            app.MapGroup("/v1").MapPayments("/pay");
        });

        using var request = new HttpRequestMessage(HttpMethod.Post, "/shop/v1/pay/orders/") { Content = new StringContent(Sample.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", "k");
        using var response = await host.Http.SendAsync(request);

        Assert.Equal($"/shop/v1/pay/orders/{Sample.OrderNo}", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_merchant_resolver_says_whose_order_it_is()
    {
        await using var host = await TestHost.StartAsync(builder => builder.Services.AddSingleton<IMerchantResolver>(new HeaderMerchant()));

        (await host.CreateAsync(Sample.Body)).Dispose();

        Assert.Equal("m-7", host.Client.Creates.Single().Request.MerchantId);
    }

    internal sealed class HeaderMerchant : IMerchantResolver
    {
        public ValueTask<string> ResolveAsync(HttpContext context) => ValueTask.FromResult("m-7");
    }
}
