using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Payments.Channels;
using Payments.Diagnostics;

namespace Payments;

/// <summary>What <c>AddPayments()</c> returns: the place where channels, stores and handlers are added, by extension methods of their packages.</summary>
/// <param name="services">The host's services.</param>
/// <param name="configuration">The section the packages read, as <c>Payments</c>; <see langword="null"/> when all settings are given in code.</param>
public sealed class PaymentsBuilder(IServiceCollection services, IConfigurationSection? configuration)
{
    /// <summary>The host's services, for authors of packages.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public IServiceCollection Services { get; } = services;

    /// <summary>The configuration section of the packages, for authors of packages.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public IConfigurationSection? Configuration { get; } = configuration;

    /// <summary>Adds a channel account. Two accounts of one name are reported when the host starts.</summary>
    /// <param name="account">Its name: 1 to 32 lower-case letters, digits and hyphens. It is part of the callback's address.</param>
    /// <param name="channel">The channel's name, as <c>wechat</c>.</param>
    /// <param name="create">Makes it, once, when first needed.</param>
    public PaymentsBuilder AddChannel(string account, string channel, Func<IServiceProvider, IPaymentChannel> create)
    {
        Services.AddSingleton(new ChannelRegistration(account, channel, create));
        return this;
    }

    /// <summary>Adds a handler of events. Adding the same handler again changes nothing.</summary>
    /// <typeparam name="TEvent">The event it hears of.</typeparam>
    /// <typeparam name="THandler">The handler, resolved from a new scope for each event.</typeparam>
    /// <param name="name">Its stable name: remembers which events it has. Default: the type's name.</param>
    public PaymentsBuilder AddEventHandler<TEvent, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string? name = null)
        where TEvent : PaymentEvent
        where THandler : class, IPaymentEventHandler<TEvent>
    {
        var subscriptionName = name ?? typeof(THandler).FullName ?? typeof(THandler).Name;
        if (Services.Any(service => service.ImplementationInstance is EventSubscription existing && existing.Name == subscriptionName))
        {
            return this;
        }

        Services.TryAddScoped<THandler>();
        Services.AddSingleton(new EventSubscription(
            subscriptionName,
            static paymentEvent => paymentEvent is TEvent,
            static (provider, paymentEvent, cancellationToken) =>
                provider.GetRequiredService<THandler>().HandleAsync((TEvent)paymentEvent, cancellationToken)));
        return this;
    }

    /// <summary>Adds a check of settings that runs when the host starts.</summary>
    public PaymentsBuilder AddConfigurationCheck(Func<IServiceProvider, IConfigurationCheck> create)
    {
        Services.AddSingleton(create);
        return this;
    }

    /// <summary>Adds a probe of something the host depends on; health checks ask it.</summary>
    /// <param name="create">Makes it, once, when health is first asked for.</param>
    public PaymentsBuilder AddDependencyProbe(Func<IServiceProvider, IDependencyProbe> create)
    {
        Services.AddSingleton(create);
        return this;
    }
}
