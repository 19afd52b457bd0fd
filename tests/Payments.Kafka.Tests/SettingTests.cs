using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Payments.Kafka.Tests;

public sealed class SettingTests
{
    [Fact]
    public async Task Every_wrong_setting_is_named_and_no_secret_is()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Payments:Sqlite:DataSource"] = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db"),
            ["Payments:Kafka:Topic"] = "with blank",
            ["Payments:Kafka:Source"] = "",
            ["Payments:Kafka:DeliveryTimeout"] = "soon",
            ["Payments:Kafka:MaxOutstanding"] = "0",
            ["Payments:Kafka:Client:acks"] = "0",
            ["Payments:Kafka:Client:sasl.password"] = "sentinel-4711",
        });
        builder.AddPayments().UseSqlite().AddKafka();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<PaymentConfigurationException>(() => host.StartAsync());

        Assert.Equal(
            ["BootstrapServers", "Client:acks", "DeliveryTimeout", "MaxOutstanding", "Source", "Topic"],
            fault.Problems.Select(problem => problem.Path).Where(path => path.StartsWith("Payments:Kafka:", StringComparison.Ordinal)).Select(path => path["Payments:Kafka:".Length..]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("sentinel-4711", fault.ToString(), StringComparison.Ordinal);
    }
}
