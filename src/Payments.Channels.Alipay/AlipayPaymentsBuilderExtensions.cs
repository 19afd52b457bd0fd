using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Channels.Alipay;
using Payments.Channels.Alipay.Bills;
using Payments.Channels.Alipay.Certificates;
using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Notifications;
using Payments.Channels.Alipay.Options;
using Payments.Channels.Alipay.Orders;
using Payments.Channels.Alipay.Refunds;
using Payments.Channels.Alipay.SelfTest;
using Payments.Channels.Alipay.Transfers;
using Payments.Shared;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Alipay accounts.</summary>
public static class AlipayPaymentsBuilderExtensions
{
    private const string DefaultRoot = "Payments";
    private const string Section = "Alipay";

    /// <summary>Adds every account of the configuration section <c>Payments:Alipay</c>, each under its own name: <c>Payments:Alipay:&lt;account&gt;</c> holds <see cref="AlipayOptions"/>.</summary>
    public static PaymentsBuilder AddAlipay(this PaymentsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var section = builder.Configuration?.GetSection(Section);
        var accounts = section?.GetChildren().ToList() ?? [];
        if (accounts.Count == 0)
        {
            var problem = section is null ? "AddAlipay() reads accounts from configuration, and none was given to AddPayments()." : "It holds no account.";
            return builder.AddConfigurationCheck(_ => new NoAccountsCheck(section?.Path ?? $"{DefaultRoot}:{Section}", problem));
        }

        foreach (var account in accounts)
        {
            builder.Services.AddOptions<AlipayOptions>(account.Key).Bind(account);
            builder.AddAccount(account.Key, account.Path, account);
        }

        return builder;
    }

    /// <summary>Adds one account, its settings given in code.</summary>
    /// <param name="builder">What <c>AddPayments()</c> returned.</param>
    /// <param name="account">The account's name: 1 to 32 lower-case letters, digits and hyphens. It is part of the callback's address.</param>
    /// <param name="configure">Its settings.</param>
    public static PaymentsBuilder AddAlipay(this PaymentsBuilder builder, string account, Action<AlipayOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<AlipayOptions>(account).Configure(configure);
        return builder.AddAccount(account, $"{builder.Configuration?.Path ?? DefaultRoot}:{Section}:{account}", section: null);
    }

    private static PaymentsBuilder AddAccount(this PaymentsBuilder builder, string account, string path, IConfigurationSection? section)
    {
        var services = builder.Services;
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(GatewayTransport.ClientName(account), static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<IOptionsMonitor<AlipayOptions>>().Get(account)))
            .RemoveAllLoggers();
        services.TryAddKeyedSingleton(account, (provider, _) => ReadAccount(provider, account, path));
        AddRooms(services, account);
        return builder
            .AddConfigurationCheck(provider => new AlipayConfigurationCheck(provider, account, path, section))
            .AddChannel(account, AlipayPaymentMethods.Channel, provider => provider.GetRequiredKeyedService<AlipayChannel>(account));
    }

    private static SocketsHttpHandler Handler(AlipayOptions options) => new()
    {
        // A redirect would carry a signed request to somebody else.
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = TimedConnect.Within(options.ConnectTimeout),
    };

    private static AlipayAccount ReadAccount(IServiceProvider provider, string account, string path)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<AlipayOptions>>().Get(account);
        var reader = new AccountReader(account, path, options, provider.GetKeyedService<IAlipaySigner>(account), provider.GetRequiredService<TimeProvider>());
        return reader.Read() ?? throw new PaymentConfigurationException(reader.Problems);
    }

    private static void AddRooms(IServiceCollection services, string account)
    {
        services.TryAddKeyedSingleton(account, (provider, _) => new RequestBuilder(Of<AlipayAccount>(provider, account), Time(provider)));
        services.TryAddKeyedSingleton(account, (provider, _) => new GatewayTransport(
            Of<AlipayAccount>(provider, account), provider.GetRequiredService<IHttpClientFactory>()));
        services.TryAddKeyedSingleton(account, (provider, _) => new GatewaySender(
            Of<AlipayAccount>(provider, account), Of<RequestBuilder>(provider, account), Of<GatewayTransport>(provider, account), Time(provider), Log<GatewaySender>(provider)));
        services.TryAddKeyedSingleton(account, (provider, _) => new CertificateUpdater(
            Of<AlipayAccount>(provider, account), Of<GatewaySender>(provider, account), Time(provider), Log<CertificateUpdater>(provider)));
        services.TryAddKeyedSingleton(account, (provider, _) => new GatewayClient(
            Of<AlipayAccount>(provider, account),
            Of<GatewaySender>(provider, account),
            new AnswerVerifier(Of<AlipayAccount>(provider, account), Of<CertificateUpdater>(provider, account)),
            Log<GatewayClient>(provider)));
        services.TryAddKeyedSingleton(account, (provider, _) => new NotificationReader(Of<AlipayAccount>(provider, account), Of<CertificateUpdater>(provider, account)));
        services.TryAddKeyedSingleton(account, (provider, _) => new AlipayApi(
            Of<AlipayAccount>(provider, account),
            Of<RequestBuilder>(provider, account),
            Of<GatewayClient>(provider, account),
            new ReturnReader(Of<AlipayAccount>(provider, account), Of<NotificationReader>(provider, account))));
        services.TryAddKeyedSingleton(account, (provider, _) => MakeChannel(provider, account));
    }

    private static AlipayChannel MakeChannel(IServiceProvider provider, string account)
    {
        var settings = Of<AlipayAccount>(provider, account);
        var client = Of<GatewayClient>(provider, account);
        var time = Time(provider);
        var trades = new TradeCalls(settings, Of<RequestBuilder>(provider, account), client);
        var reversals = new ReversalCalls(settings, trades, client, time);
        return new AlipayChannel(
            settings,
            trades,
            new BarcodeCalls(settings, trades, reversals, client, time, Log<BarcodeCalls>(provider)),
            reversals,
            new RefundCalls(client),
            new TransferCalls(client),
            new BillCalls(settings, client, Of<GatewayTransport>(provider, account), time),
            Of<NotificationReader>(provider, account),
            new AlipaySelfTest(settings, client, time));
    }

    private static T Of<T>(IServiceProvider provider, string account)
        where T : notnull => provider.GetRequiredKeyedService<T>(account);

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private static ILogger<T> Log<T>(IServiceProvider provider) => provider.GetRequiredService<ILogger<T>>();
}
