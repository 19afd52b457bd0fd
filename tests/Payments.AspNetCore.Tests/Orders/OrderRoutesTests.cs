using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Orders;

public sealed class OrderRoutesTests
{
    [Fact]
    public async Task An_order_is_shown_with_its_proof()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.Orders[Sample.OrderNo] = Sample.Paid();

        using var response = await host.Http.GetAsync($"/payments/orders/{Sample.OrderNo}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var order = await response.JsonAsync();
        Assert.Equal("Paid", (string?)order["status"]);
        Assert.Equal("4200001", (string?)order["channelTransactionId"]);
        Assert.Equal("2026-08-21T12:01:00+00:00", (string?)order["paidAt"]);
        Assert.Equal("""{"type":"None"}""", order["nextAction"]?.ToJsonString());
        Assert.Equal("Succeeded", (string?)order["attempts"]?[0]?["status"]);
    }

    [Theory]
    [InlineData("01KQ0000000000000000000000")]
    [InlineData("nonsense")]
    [InlineData("%F0%9F%98%80")]
    [InlineData("01kq0000000000000000000000")]
    public async Task A_number_that_is_not_there_is_404(string orderNo)
    {
        await using var host = await TestHost.StartAsync();

        using var get = await host.Http.GetAsync($"/payments/orders/{orderNo}");
        using var updates = await host.Http.GetAsync($"/payments/orders/{orderNo}/updates");

        await get.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
        await updates.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
    }

    [Fact]
    public async Task Another_merchants_order_is_not_there()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.Orders[Sample.OrderNo] = Sample.Pending() with { MerchantId = "another" };

        using var get = await host.Http.GetAsync($"/payments/orders/{Sample.OrderNo}");
        using var updates = await host.Http.GetAsync($"/payments/orders/{Sample.OrderNo}/updates");

        await get.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
        await updates.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
    }

    [Fact]
    public async Task Closing_answers_200_with_the_order()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnClose = (_, _) => new OrderOutcome.Accepted(Sample.Pending(OrderStatus.Closed));

        using var response = await host.Http.PostAsync($"/payments/orders/{Sample.OrderNo}/close", null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Closed", (string?)(await response.JsonAsync())["status"]);
    }

    [Theory]
    [InlineData(PaymentErrorCodes.OrderAlreadyPaid, 409)]
    [InlineData(PaymentErrorCodes.PayerIsPaying, 409)]
    [InlineData(PaymentErrorCodes.OrderEnded, 409)]
    [InlineData(PaymentErrorCodes.OrderNotFound, 404)]
    [InlineData(PaymentErrorCodes.ChannelUnreachable, 503)]
    public async Task Closing_that_is_refused_says_why(string code, int status)
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnClose = (_, _) => new OrderOutcome.Rejected(Sample.Error(code));

        using var response = await host.Http.PostAsync($"/payments/orders/{Sample.OrderNo}/close", null);

        await response.AssertProblemAsync(status, code);
    }

    [Fact]
    public async Task Closing_of_unknown_outcome_is_202_and_says_where_to_look()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnClose = (_, _) => new OrderOutcome.Unknown(Sample.Unanswered(), Sample.Error(PaymentErrorCodes.ChannelNoAnswer, TimeSpan.FromSeconds(9)));

        using var response = await host.Http.PostAsync($"/payments/orders/{Sample.OrderNo}/close", null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("9", response.Headers.GetValues("Retry-After").Single());
        Assert.Equal($"/payments/orders/{Sample.OrderNo}", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Closing_a_malformed_number_is_404()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Http.PostAsync("/payments/orders/x/close", null);

        await response.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
    }

    [Fact]
    public async Task Without_an_engine_mounting_says_what_to_do()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapPayments());

        Assert.Contains("AddPayments()", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddPayments()", Assert.Throws<InvalidOperationException>(() => app.MapPaymentOperations()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_are_mounted_only_when_asked_for_and_can_be_guarded_alone()
    {
        static void Guard(WebApplicationBuilder builder)
        {
            builder.Services.AddAuthentication("none").AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NobodyHandler>("none", null);
            builder.Services.AddAuthorization();
        }

        await using var without = await TestHost.StartAsync();
        await using var guarded = await TestHost.StartAsync(Guard, app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapPayments();
            app.MapPaymentOperations().RequireAuthorization();
        });
        guarded.Client.Orders[Sample.OrderNo] = Sample.Pending();

        Assert.Equal(404, await StatusAsync(without, HttpMethod.Get, "/payments/operations/channels"));
        Assert.Equal(200, await StatusAsync(guarded, HttpMethod.Get, $"/payments/orders/{Sample.OrderNo}"));
        Assert.Equal(401, await StatusAsync(guarded, HttpMethod.Get, "/payments/operations/channels"));
        Assert.Equal(401, await StatusAsync(guarded, HttpMethod.Post, "/payments/operations/channels/wechat-main/switch"));
        Assert.Equal(401, await StatusAsync(guarded, HttpMethod.Get, "/payments/operations/channels/wechat-main/switches"));
        Assert.Equal(401, await StatusAsync(guarded, HttpMethod.Get, "/payments/operations/route"));
        Assert.Equal(401, await StatusAsync(guarded, HttpMethod.Get, $"/payments/operations/orders/{Sample.OrderNo}/attempts/x/route"));
    }

    [Fact]
    public async Task Wrong_settings_are_all_named_when_mounting()
    {
        var exception = await Assert.ThrowsAsync<PaymentConfigurationException>(() => TestHost.StartAsync(builder =>
            builder.Services.Configure<PaymentEndpointOptions>(options =>
            {
                options.MaxListeners = 0;
                options.Heartbeat = TimeSpan.Zero;
                options.AllowedOrigins.Add("https://shop.example/path");
            })));

        Assert.Equal(
            ["PaymentEndpointOptions:AllowedOrigins", "PaymentEndpointOptions:Heartbeat", "PaymentEndpointOptions:MaxListeners"],
            exception.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_parts_can_be_mounted_alone_and_twice()
    {
        await using var host = await TestHost.StartAsync(map: app =>
        {
            app.MapPaymentOrders("/a");
            app.MapPaymentNotifications("/b");
            app.MapPayments("/c");
            app.MapPayments();
            app.MapPaymentOperations();
            app.MapPaymentOperations("/ops");
        });
        host.Client.Orders[Sample.OrderNo] = Sample.Pending();

        Assert.Equal(200, await StatusAsync(host, HttpMethod.Get, $"/a/orders/{Sample.OrderNo}"));
        Assert.Equal(404, await StatusAsync(host, HttpMethod.Post, "/a/notify/wechat-main"));
        Assert.Equal(404, await StatusAsync(host, HttpMethod.Get, $"/b/orders/{Sample.OrderNo}"));
        Assert.Equal(200, await StatusAsync(host, HttpMethod.Post, "/b/notify/wechat-main"));
        Assert.Equal(200, await StatusAsync(host, HttpMethod.Get, $"/c/orders/{Sample.OrderNo}"));
        Assert.Equal(200, await StatusAsync(host, HttpMethod.Post, "/payments/notify/wechat-main"));
        Assert.Equal(200, await StatusAsync(host, HttpMethod.Get, "/payments/operations/channels"));
        Assert.Equal(200, await StatusAsync(host, HttpMethod.Get, "/ops/operations/channels"));
        string[] names = [.. host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("payments.createOrder", names, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Authorization_on_the_whole_leaves_the_callbacks_open()
    {
        await using var host = await TestHost.StartAsync(
            builder =>
            {
                builder.Services.AddAuthentication("none").AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NobodyHandler>("none", null);
                builder.Services.AddAuthorization();
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapPayments().RequireAuthorization();
            });

        Assert.Equal(401, await StatusAsync(host, HttpMethod.Get, $"/payments/orders/{Sample.OrderNo}"));
        Assert.Equal(401, await StatusAsync(host, HttpMethod.Get, $"/payments/orders/{Sample.OrderNo}/updates"));
        Assert.Equal(200, await StatusAsync(host, HttpMethod.Post, "/payments/notify/wechat-main"));
    }

    private static async Task<int> StatusAsync(TestHost host, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await host.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private sealed class NobodyHandler(
        Microsoft.Extensions.Options.IOptionsMonitor<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions> options,
        Microsoft.Extensions.Logging.ILoggerFactory logger,
        System.Text.Encodings.Web.UrlEncoder encoder)
        : Microsoft.AspNetCore.Authentication.AuthenticationHandler<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<Microsoft.AspNetCore.Authentication.AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(Microsoft.AspNetCore.Authentication.AuthenticateResult.NoResult());
    }
}
