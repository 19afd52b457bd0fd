using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Payments.RabbitMq.Tests;

public sealed class SettingTests
{
    [Fact]
    public async Task Every_wrong_setting_is_named_and_no_secret_is()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Payments:Sqlite:DataSource"] = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db"),
            ["Payments:RabbitMq:Uri"] = "amqp://guest:sentinel-4711@",
            ["Payments:RabbitMq:Hosts:0"] = "rabbit:port",
            ["Payments:RabbitMq:CaFile"] = "/no/such/file.pem",
            ["Payments:RabbitMq:Exchange"] = "",
            ["Payments:RabbitMq:Queue"] = new('q', 256),
            ["Payments:RabbitMq:Source"] = " ",
            ["Payments:RabbitMq:Declare"] = "maybe",
            ["Payments:RabbitMq:SingleActiveConsumer"] = "one",
            ["Payments:RabbitMq:MaxOutstanding"] = "0",
            ["Payments:RabbitMq:ConfirmTimeout"] = "00:02:00",
            ["Payments:RabbitMq:ConnectTimeout"] = "soon",
            ["Payments:RabbitMq:MaxReconnectDelay"] = "00:00:00",
        });
        builder.AddPayments().UseSqlite().AddRabbitMq();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<PaymentConfigurationException>(() => host.StartAsync());

        Assert.Equal(
            ["CaFile", "CaFile", "ConfirmTimeout", "ConnectTimeout", "Declare", "Exchange", "Hosts", "MaxOutstanding", "MaxReconnectDelay", "Queue", "SingleActiveConsumer", "Source", "Uri"],
            fault.Problems.Select(problem => problem.Path).Where(path => path.StartsWith("Payments:RabbitMq:", StringComparison.Ordinal)).Select(path => path["Payments:RabbitMq:".Length..]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("sentinel-4711", fault.ToString(), StringComparison.Ordinal);
    }
}
