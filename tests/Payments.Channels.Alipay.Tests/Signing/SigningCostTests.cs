using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Tests.Signing;

public sealed class SigningCostTests
{
    /// <summary>The bar is 1.15 in the benchmarks, measured alone; here only a key imported at each call (4 times) must be noticed.</summary>
    [Fact]
    public async Task Signing_a_request_costs_little_more_than_the_signature()
    {
        using var harness = new AlipayHarness();
        using var key = FakeGateway.Load("app");
        var channel = harness.Channel;
        var order = AlipayHarness.Order(AlipayPaymentMethods.App);
        var text = Encoding.UTF8.GetBytes(((NextAction.InvokeClientSdk)(await channel.CreateAsync(order, Token)).Accepted()).Parameters["orderString"]);
        var (bare, ours) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < 10; round++)
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 100; i++) key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            bare = Math.Min(bare, watch.Elapsed.TotalMicroseconds);
            watch.Restart();
            for (var i = 0; i < 100; i++) await channel.CreateAsync(order, Token);
            ours = Math.Min(ours, watch.Elapsed.TotalMicroseconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{ours / bare:F3} times a bare signature ({bare / 100:F0} us)");
        Assert.True(ours / bare < 2, $"{ours / bare:F3}");
    }
}
