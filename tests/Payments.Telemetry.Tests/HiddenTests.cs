using System.Text.Json;
using Microsoft.Extensions.Options;
using Payments.Channels.Alipay;
using Payments.Channels.WeChat;
using Payments.PostgreSql;

namespace Payments.Telemetry.Tests;

/// <summary>Secrets and payers do not show themselves, wherever they are printed.</summary>
public sealed class HiddenTests
{
    private const string Text = "SENTINEL-secret";

    private static readonly JsonSerializerOptions Revealing = new() { Converters = { new PayerIdJsonConverter() } };

    [Fact]
    public void Law10_a_secret_prints_as_stars_and_is_equal_by_its_text()
    {
        var secret = new Secret(Text);

        Assert.Equal("***", $"{secret}");
        Assert.Equal("\"***\"", JsonSerializer.Serialize(secret));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Secret>($"\"{Text}\""));
        Assert.Equal(Text, secret.Reveal());
        Assert.Equal(new Secret(Text), secret);
        Assert.NotEqual(new Secret(Text + "!"), secret);
        Assert.Equal(new Secret(Text).GetHashCode(), secret.GetHashCode());
        Assert.Null(Secret.Of(null));
    }

    [Fact]
    public void Law10_a_payer_prints_as_stars_and_is_revealed_in_JSON_only_where_that_is_asked_for()
    {
        var payer = new Payer { Id = new PayerId(Text), AuthCode = new PayerId(Text), IpAddress = Text };

        Assert.DoesNotContain(Text, $"{payer} {payer.Id} {new CreateOrderRequest { MerchantOrderNo = "m", Amount = Money.FromMinorUnits(1, Currency.Cny), Method = PaymentMethod.Parse("wechat.native"), Subject = "s", Payer = payer }}", StringComparison.Ordinal);
        Assert.Equal("\"***\"", JsonSerializer.Serialize(payer.Id));
        Assert.Equal($"\"{Text}\"", JsonSerializer.Serialize(payer.Id, Revealing));
        Assert.Equal(payer.Id, JsonSerializer.Deserialize<PayerId>($"\"{Text}\""));
        Assert.NotEqual(new PayerId("other"), payer.Id);
    }

    [Fact]
    public void Law10_settings_with_secrets_show_them_neither_as_text_nor_as_JSON()
    {
        var wechat = new WeChatOptions { PrivateKey = Text, PrivateKeyPassword = Text, ApiV3Key = Text };
        var alipay = new AlipayOptions { AppPrivateKey = Text, AppPrivateKeyPassword = Text, AesKey = Text, AppAuthToken = Text };
        var postgres = new PostgreSqlStoreOptions { ConnectionString = Text };
        object[] all = [wechat, alipay, postgres];

        Assert.All(all, options => Assert.DoesNotContain(Text, options.ToString(), StringComparison.Ordinal));
        Assert.All(all, options => Assert.DoesNotContain(Text, JsonSerializer.Serialize(options, options.GetType()), StringComparison.Ordinal));
        Assert.Equal([Text, Text, Text], [wechat.PrivateKey, wechat.ApiV3Key, postgres.ConnectionString]);
    }

    [Fact]
    public void Secrets_are_bound_from_configuration_as_before()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Payments:WeChat:w:ApiV3Key"] = Text,
            ["Payments:WeChat:w:PrivateKey"] = Text,
            ["Payments:Alipay:a:AesKey"] = Text,
        }).Build();
        var services = new ServiceCollection();
        services.AddPayments(configuration.GetSection("Payments")).AddWeChat().AddAlipay();
        using var provider = services.BuildServiceProvider();

        var wechat = provider.GetRequiredService<IOptionsMonitor<WeChatOptions>>().Get("w");
        Assert.Equal((Text, Text, null), (wechat.ApiV3Key, wechat.PrivateKey, wechat.PrivateKeyPassword));
        Assert.Equal(Text, provider.GetRequiredService<IOptionsMonitor<AlipayOptions>>().Get("a").AesKey);
    }
}
