using Payments.Channels;

namespace Payments.Core.Channels;

/// <summary>Makes the accounts when they are first needed: not before the settings were checked.</summary>
internal sealed class ChannelRegistry(IEnumerable<ChannelRegistration> registrations, IServiceProvider services) : IPaymentChannels
{
    private readonly Lazy<Accounts> _accounts = new(() => new Accounts([.. registrations.Select(registration => registration.Create(services))]));

    public IReadOnlyList<IPaymentChannel> All => _accounts.Value.All;

    public IPaymentChannel? Find(string account) => _accounts.Value.ByName.GetValueOrDefault(account);

    private sealed class Accounts(IPaymentChannel[] all)
    {
        public IPaymentChannel[] All { get; } = all;

        public Dictionary<string, IPaymentChannel> ByName { get; } = all.ToDictionary(channel => channel.Account, StringComparer.Ordinal);
    }
}
