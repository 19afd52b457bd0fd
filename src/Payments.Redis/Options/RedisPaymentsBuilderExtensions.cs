using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Payments;
using Payments.Coordination;
using Payments.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Redis.</summary>
public static class RedisPaymentsBuilderExtensions
{
    private const string SectionName = "Redis";

    /// <summary>
    /// Lets nodes share through Redis what makes them faster: submission tokens, order locks, rate limits, velocity counters, health of channel accounts,
    /// live updates. Settings come from <c>Payments:Redis</c>; what is given here wins over them. A server that is away costs speed only: the host starts and
    /// works without it.
    /// </summary>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="connectionString">Default: <c>Payments:Redis:ConnectionString</c>.</param>
    public static PaymentsBuilder UseRedis(this PaymentsBuilder payments, string? connectionString = null) =>
        payments.UseRedis(options => options.ConnectionString = connectionString ?? options.ConnectionString);

    /// <inheritdoc cref="UseRedis(PaymentsBuilder, string?)"/>
    /// <param name="payments">What <c>AddPayments()</c> returned.</param>
    /// <param name="configure">Changes settings after the section was read.</param>
    public static PaymentsBuilder UseRedis(this PaymentsBuilder payments, Action<RedisOptions> configure)
    {
        var services = payments.Services;
        var options = services.AddOptions<RedisOptions>();
        if (services.All(service => service.ServiceType != typeof(RedisLink)))
        {
            var settings = new RedisSettings(payments.Configuration?.GetSection(SectionName));
            options.Configure(settings.Apply);
            AddServices(services);
            payments.AddConfigurationCheck(provider => new RedisConfigurationCheck(provider.GetRequiredService<IOptions<RedisOptions>>().Value, settings));
            payments.AddDependencyProbe(provider => new RedisProbe(provider.GetRequiredService<RedisLink>()));
        }

        options.Configure(configure);
        return payments;
    }

    private static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RedisLink>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisLink>());
        services.AddSingleton<RedisCommitBus>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisCommitBus>());
        services.Replace(ServiceDescriptor.Singleton<ICommitBus>(provider => provider.GetRequiredService<RedisCommitBus>()));
        services.Replace(ServiceDescriptor.Singleton<IOrderLocks, RedisOrderLocks>());
        services.Replace(ServiceDescriptor.Singleton<ISubmissionMarks, RedisSubmissionMarks>());
        services.Replace(ServiceDescriptor.Singleton<IRateLimiter, RedisRateLimiter>());
        services.Replace(ServiceDescriptor.Singleton<IVelocityCounters, RedisVelocityCounters>());
        services.Replace(ServiceDescriptor.Singleton<ISharedNotes, RedisSharedNotes>());
    }
}
