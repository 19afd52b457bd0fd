using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Refunds;

public sealed class CreateRefundTests
{
    private const string Body = """{"merchantRefundNo":"R-1","amount":{"currency":"CNY","minorUnits":1000}}""";

    private static string Path => $"/payments/orders/{Sample.OrderNo}/refunds";

    /// <summary>The body, the status, and the field that must be named (empty: none).</summary>
    public static TheoryData<string, int, string> Refused => new()
    {
        { "[]", 400, "" },
        { """{"amount":{"currency":"CNY","minorUnits":1000}}""", 400, "merchantRefundNo" },
        { """{"merchantRefundNo":"R-1"}""", 400, "amount" },
        { """{"merchantRefundNo":"R-1","amount":{"currency":"CNY","minorUnits":10.5}}""", 400, "amount.minorUnits" },
        { """{"merchantRefundNo":"R-1","amount":{"currency":"cny","minorUnits":1000}}""", 422, "amount.currency" },
        { """{"merchantRefundNo":"R-1","amount":{"currency":"CNY","minorUnits":1000},"ammount":1}""", 400, "ammount" },
        { """{"merchantRefundNo":"R-1","amount":{"currency":"CNY","minorUnits":1000},"reason":1}""", 400, "reason" },
    };

    [Fact]
    public async Task A_new_refund_is_201_with_its_address()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnRefund = () => new RefundOutcome.Accepted(Sample.Refund());

        using var response = await host.PostAsync(Path, Body);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"{Path}/{Sample.OrderNo.ToRefundNo(1)}", response.Headers.Location?.OriginalString);
        Assert.False(response.Headers.Contains("Idempotent-Replayed"));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var expected = $$"""
            {"refundNo":"{{Sample.OrderNo.ToRefundNo(1)}}","merchantRefundNo":"R-1","attemptNo":"{{Sample.OrderNo.ToAttemptNo(1)}}",
            "amount":{"currency":"CNY","minorUnits":1000},"cause":"Merchant","status":"Processing","createdAt":"2026-08-21T12:01:00+00:00"}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_member_reaches_the_engine_and_an_idempotency_key_is_ignored()
    {
        await using var host = await TestHost.StartAsync(builder => builder.Services.AddSingleton<IMerchantResolver>(new Orders.CreateOrderTests.HeaderMerchant()));
        host.Client.OnRefund = () => new RefundOutcome.Accepted(Sample.Refund());
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent(
                $$$"""{"merchantRefundNo":"R-9","amount":{"minorUnits":7,"currency":"JPY"},"reason":"冷茶","attemptNo":"{{{Sample.OrderNo.ToAttemptNo(2)}}}"}""",
                System.Text.Encoding.UTF8,
                "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "not a key at all");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(
            new CreateRefundRequest
            {
                MerchantId = "m-7",
                OrderNo = Sample.OrderNo,
                MerchantRefundNo = "R-9",
                Amount = Money.FromMinorUnits(7, Currency.Jpy),
                Reason = "冷茶",
                AttemptNo = Sample.OrderNo.ToAttemptNo(2),
            },
            Assert.Single(host.Client.Refunds));
    }

    [Fact]
    public async Task A_replay_is_200_and_says_so()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnRefund = () => new RefundOutcome.Accepted(Sample.Refund(status: RefundStatus.Succeeded), Replayed: true);

        using var response = await host.PostAsync(Path, Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("true", response.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal($"{Path}/{Sample.OrderNo.ToRefundNo(1)}", response.Headers.Location?.OriginalString);
        Assert.Equal("Succeeded", (string?)(await response.JsonAsync())["status"]);
    }

    [Fact]
    public async Task Law03_an_unknown_outcome_is_202_with_the_trouble_and_when_to_ask_again()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnRefund = () => new RefundOutcome.Unknown(
            Sample.Refund(status: RefundStatus.Unknown), Sample.Error(PaymentErrorCodes.ChannelNoAnswer, TimeSpan.FromSeconds(9)));

        using var response = await host.PostAsync(Path, Body);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("9", response.Headers.GetValues("Retry-After").Single());
        Assert.Equal($"{Path}/{Sample.OrderNo.ToRefundNo(1)}", response.Headers.Location?.OriginalString);
        var refund = await response.JsonAsync();
        Assert.Equal("Unknown", (string?)refund["status"]);
        Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, (string?)refund["error"]?["code"]);
    }

    [Theory]
    [InlineData(PaymentErrorCodes.OrderNotFound, 404, false)]
    [InlineData(PaymentErrorCodes.OrderNotPaid, 409, false)]
    [InlineData(PaymentErrorCodes.RefundExceedsPaid, 422, false)]
    [InlineData(PaymentErrorCodes.RefundNumberReused, 422, false)]
    [InlineData(PaymentErrorCodes.TooManyRefunds, 409, false)]
    [InlineData(PaymentErrorCodes.RefundUnsupported, 422, false)]
    [InlineData(PaymentErrorCodes.ChannelDisabled, 503, true)]
    [InlineData(PaymentErrorCodes.ChannelUnreachable, 503, true)]
    [InlineData(PaymentErrorCodes.Contention, 409, true)]
    public async Task Each_refusal_has_its_status(string code, int status, bool tryAgain)
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnRefund = () => new RefundOutcome.Rejected(Sample.Error(code));

        using var response = await host.PostAsync(Path, Body);

        var problem = await response.AssertProblemAsync(status, code);
        Assert.False(problem.ContainsKey("refund"));
        Assert.Equal(tryAgain, response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_refusal_of_the_channel_shows_the_refund_and_a_replayed_one_says_so()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnRefund = () => new RefundOutcome.Rejected(
            Sample.Error(PaymentErrorCodes.ChannelRejected), Sample.Refund(status: RefundStatus.Failed), Replayed: true);

        using var response = await host.PostAsync(Path, Body);

        var problem = await response.AssertProblemAsync(422, PaymentErrorCodes.ChannelRejected);
        Assert.Equal("Failed", (string?)problem["refund"]?["status"]);
        Assert.Equal("PARAM_ERROR", (string?)problem["channelCode"]);
        Assert.Equal("true", response.Headers.GetValues("Idempotent-Replayed").Single());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_wrong_body_is_refused_naming_the_member(string body, int status, string field)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.PostAsync(Path, body);

        var problem = await response.AssertProblemAsync(status, PaymentErrorCodes.InvalidRequest);
        Assert.Empty(host.Client.Refunds);
        if (field.Length > 0)
        {
            Assert.Equal(field, (string?)Assert.Single(problem["errors"]!.AsArray())!["field"]);
        }
    }

    [Fact]
    public async Task Limits_the_engine_finds_are_422_and_what_breaks_says_to_repeat_under_the_number()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnRefund = () => throw new InvalidPaymentRequestException([new("reason", "Too long.")]);
        using var limit = await host.PostAsync(Path, Body);
        host.Client.OnRefund = () => throw new IOException("secret-path");
        using var broken = await host.PostAsync(Path, Body);

        Assert.Equal("reason", (string?)(await limit.AssertProblemAsync(422, PaymentErrorCodes.InvalidRequest))["errors"]?[0]?["field"]);
        var problem = await broken.AssertProblemAsync(500, PaymentApiErrorCodes.InternalError);
        Assert.Contains("merchantRefundNo", (string?)problem["remedy"], StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_but_json_is_415_and_a_number_that_is_none_is_404()
    {
        await using var host = await TestHost.StartAsync();

        using var text = await host.Http.PostAsync(Path, new StringContent(Body));
        using var nonsense = await host.PostAsync("/payments/orders/x/refunds", Body);

        await text.AssertProblemAsync(415, PaymentErrorCodes.InvalidRequest);
        await nonsense.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
        Assert.Empty(host.Client.Refunds);
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
        host.Client.OnRefund = () => new RefundOutcome.Accepted(Sample.Refund());

        using var response = await host.PostAsync($"/shop/v1/pay/orders/{Sample.OrderNo}/refunds/", Body);

        Assert.Equal($"/shop/v1/pay/orders/{Sample.OrderNo}/refunds/{Sample.OrderNo.ToRefundNo(1)}", response.Headers.Location?.OriginalString);
    }
}
