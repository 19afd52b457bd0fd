using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Channels;
using Payments.Channels.WeChat;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Options;
using Payments.Shared;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds WeChat Pay accounts.</summary>
public static class WeChatBuilderExtensions
{
    private const string SectionName = "WeChat";

    /// <summary>
    /// Adds every account of the configuration: each child of <c>Payments:WeChat</c> is one, named by its key, as <c>Payments:WeChat:wechat-main:MchId</c>.
    /// That there is none is reported when the host starts.
    /// </summary>
    public static PaymentsBuilder AddWeChat(this PaymentsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var accounts = builder.Configuration?.GetSection(SectionName).GetChildren().ToArray() ?? [];
        foreach (var section in accounts)
        {
            AddAccount(builder, section.Key, section);
            builder.Services.AddOptions<WeChatOptions>(section.Key).Bind(section);
        }

        if (accounts.Length == 0)
        {
            builder.AddConfigurationCheck(_ => new NoAccountCheck(RootPath(builder)));
        }

        return builder;
    }

    /// <summary>Adds an account in code, or changes the settings of one that is already added.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="account">The account's name: 1 to 32 lower-case letters, digits and hyphens. It is part of the callback's address.</param>
    /// <param name="configure">Sets the account's settings.</param>
    public static PaymentsBuilder AddWeChat(this PaymentsBuilder builder, string account, Action<WeChatOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(configure);
        AddAccount(builder, account, section: null);
        builder.Services.Configure(account, configure);
        return builder;
    }

    private static string RootPath(PaymentsBuilder builder) => $"{builder.Configuration?.Path ?? "Payments"}:{SectionName}";

    private static void AddAccount(PaymentsBuilder builder, string account, IConfigurationSection? section)
    {
        var services = builder.Services;
        if (services.Any(service => service.ImplementationInstance is ChannelRegistration { Channel: WeChatPaymentMethods.Channel } existing && existing.Account == account))
        {
            return;
        }

        var path = $"{RootPath(builder)}:{account}";
        services.AddLogging();
        services.AddOptions();
        AddHttp(services, account);
        var localSigner = ServiceDescriptor.KeyedSingleton<IWeChatSigner>(account, (provider, _) =>
            AccountKeys.ReadSigner(path, provider.GetRequiredService<IOptionsMonitor<WeChatOptions>>().Get(account)));
        services.TryAdd(localSigner);
        services.AddKeyedSingleton(account, (provider, _) => WeChatAccount.Create(provider, account, path));
        services.AddKeyedSingleton(account, (provider, _) => provider.GetRequiredKeyedService<WeChatAccount>(account).Api);
        services.AddKeyedSingleton(account, (provider, _) => provider.GetRequiredKeyedService<WeChatAccount>(account).Cipher);
        builder.AddChannel(account, WeChatPaymentMethods.Channel, provider => provider.GetRequiredKeyedService<WeChatAccount>(account).Channel);
        builder.AddConfigurationCheck(provider => new WeChatConfigurationCheck(
            account, path, section, HasOwnSigner(services, account, localSigner), provider.GetRequiredService<IOptionsMonitor<WeChatOptions>>()));
    }

    // The last registration wins.
    private static bool HasOwnSigner(IServiceCollection services, string account, ServiceDescriptor localSigner) => !ReferenceEquals(
        localSigner,
        services.LastOrDefault(service => service.IsKeyedService && service.ServiceType == typeof(IWeChatSigner) && Equals(service.ServiceKey, account)));

    private static void AddHttp(IServiceCollection services, string account) => services
        .AddHttpClient(WeChatHttp.ClientName(account), static client => client.Timeout = Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers()
        .ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<IOptionsMonitor<WeChatOptions>>().Get(account)));

    private static SocketsHttpHandler Handler(WeChatOptions options) => new()
    {
        // WeChat Pay drops idle connections after 8 seconds; a request sent into that moment is lost.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(7),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = TimedConnect.Within(options.ConnectTimeout),
    };

    private sealed class NoAccountCheck(string path) : IConfigurationCheck
    {
        public IEnumerable<ConfigurationProblem> Check() =>
            [new(path, "There is no WeChat Pay account.", "Add one, as Payments:WeChat:wechat-main, or do not call AddWeChat().")];
    }
}
