using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Payments.Storage;
using Xunit;

namespace Payments.PostgreSql.Tests;

public sealed class StartTests
{
    private const string Secret = "hunter2-sentinel";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("Host=;Password=" + Secret)]
    [InlineData("Host=a;Port=" + Secret)]
    [InlineData("Host=a;NoSuchKey=" + Secret)]
    [InlineData("Host=a;Pooling=false;Password=" + Secret)]
    [InlineData("Host=a;Multiplexing=true;Password=" + Secret)]
    public void A_wrong_connection_string_is_found_and_never_quoted(string text)
    {
        var problem = Assert.Single(Problems(new() { ["PostgreSql:ConnectionString"] = text }));
        Assert.Equal("Payments:PostgreSql:ConnectionString", problem.Path);
        Assert.DoesNotContain(Secret, problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Schema", "Payments")]
    [InlineData("Schema", "pg_payments")]
    [InlineData("Schema", "a; DROP TABLE x")]
    [InlineData("Schema", "")]
    [InlineData("Lanes", "0")]
    [InlineData("Lanes", "65")]
    [InlineData("Lanes", "many")]
    [InlineData("MaxBatch", "0")]
    [InlineData("MaxBatch", "10001")]
    [InlineData("KnownOrders", "-1")]
    [InlineData("KnownOrders", "1000001")]
    [InlineData("KnownOrders", "all")]
    [InlineData("CommandTimeout", "00:00:00")]
    [InlineData("CommandTimeout", "00:00:01.5")]
    [InlineData("CommandTimeout", "00:02:01")]
    [InlineData("CommandTimeout", "soon")]
    public void A_wrong_setting_is_found_by_its_path(string name, string value) => Assert.Equal(
        $"Payments:PostgreSql:{name}",
        Assert.Single(Problems(new() { ["PostgreSql:ConnectionString"] = "Host=a", [$"PostgreSql:{name}"] = value })).Path);

    [Fact]
    public void Right_settings_have_no_problem_and_the_store_is_one_for_all()
    {
        var settings = new Dictionary<string, string?> { ["PostgreSql:ConnectionString"] = "Host=a", ["PostgreSql:Lanes"] = "3" };
        using var provider = Host(settings, payments => payments.UsePostgreSql().UsePostgreSql());

        Assert.Empty(provider.GetServices<IConfigurationCheck>().SelectMany(check => check.Check()));
        Assert.Same(provider.GetRequiredService<PostgreSqlPaymentStore>(), Assert.Single(provider.GetServices<IPaymentStore>()));
    }

    [Fact]
    public async Task A_server_that_is_not_there_stops_the_host_and_quotes_no_secret()
    {
        await using var store = new PostgreSqlPaymentStore(new() { ConnectionString = $"Host=127.0.0.1;Port=1;Username=a;Password={Secret};Timeout=2" });

        var refused = await Assert.ThrowsAsync<PaymentConfigurationException>(() => store.InitializeAsync(Cancellation));

        Assert.Contains("cannot be reached", Assert.Single(refused.Problems).Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named_as_the_problem()
    {
        var server = await SharedServer.GetAsync();
        await using var store = new PostgreSqlPaymentStore(new() { ConnectionString = server.ConnectionString.Replace("Database=postgres", "Database=nowhere", StringComparison.Ordinal) });

        var refused = await Assert.ThrowsAsync<PaymentConfigurationException>(() => store.InitializeAsync(Cancellation));

        Assert.Contains("database", Assert.Single(refused.Problems).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_was_not_opened_or_is_disposed_says_so()
    {
        await using var fixture = new PostgreSqlFixture();
        var store = await fixture.CreateAsync();
        var early = await Assert.ThrowsAsync<InvalidOperationException>(() => store.PingAsync(Cancellation));
        Assert.Contains("InitializeAsync", early.Message, StringComparison.Ordinal);

        await store.InitializeAsync(Cancellation);
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.PingAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.InitializeAsync(Cancellation));
    }

    private static List<ConfigurationProblem> Problems(Dictionary<string, string?> settings)
    {
        using var provider = Host(settings, payments => payments.UsePostgreSql());
        return [.. provider.GetServices<IConfigurationCheck>().SelectMany(check => check.Check())];
    }

    private static ServiceProvider Host(Dictionary<string, string?> settings, Action<PaymentsBuilder> use)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => "Payments:" + pair.Key, pair => pair.Value)).Build();
        var services = new ServiceCollection();
        use(new PaymentsBuilder(services, configuration.GetSection("Payments")));
        return services.BuildServiceProvider();
    }
}
