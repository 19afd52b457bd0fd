using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;

namespace Payments.Channels.WeChat.Tests.Support;

/// <summary>An account with the package's own HTTP handler, on a local address.</summary>
internal sealed class SocketAccount : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SocketAccount(string address, Action<WeChatOptions>? configure = null)
    {
        var services = new ServiceCollection();
        new PaymentsBuilder(services, configuration: null).AddWeChat(TestAccount.Name, options =>
        {
            TestAccount.Fill(options);
            options.BaseUrl = address;
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
        Channel = _services.GetServices<ChannelRegistration>().Single().Create(_services);
    }

    public IPaymentChannel Channel { get; }

    public WeChatPayApi Api => _services.GetRequiredKeyedService<WeChatPayApi>(TestAccount.Name);

    public WeChatCipher Cipher => _services.GetRequiredKeyedService<WeChatCipher>(TestAccount.Name);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

internal static class SignerServices
{
    public static void AddSigner(this IServiceCollection services, IWeChatSigner signer) => services.AddKeyedSingleton(TestAccount.Name, signer);
}
