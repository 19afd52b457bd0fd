using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Core.Options;

/// <summary>Checks the engine's own settings and that the host was put together completely.</summary>
internal sealed class PaymentsOptionsCheck(
    IOptions<PaymentsOptions> options,
    IEnumerable<ChannelRegistration> channels,
    IEnumerable<IPaymentStore> stores,
    ConfigurationPath path) : IConfigurationCheck
{
    public IEnumerable<ConfigurationProblem> Check()
    {
        var settings = options.Value;
        var registrations = channels.ToList();
        return
        [
            .. NotifyUrlProblems(settings.NotifyUrl, registrations.Count),
            .. Between("DefaultExpiry", settings.DefaultExpiry, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            .. Between("IdempotencyRetention", settings.IdempotencyRetention, TimeSpan.FromDays(1), TimeSpan.FromDays(365)),
            .. Between("ChannelTimeout", settings.ChannelTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)),
            .. Between("BarcodeTimeout", settings.BarcodeTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)),
            .. Between("StoreDelayLimit", settings.StoreDelayLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            .. Between("Notifications:MaxBodyBytes", settings.Notifications.MaxBodyBytes, 4_096, 1_048_576),
            .. Between("Events:PollInterval", settings.Events.PollInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            .. Between("Events:BatchSize", settings.Events.BatchSize, 1, 1_000),
            .. Between("Events:MaxParallel", settings.Events.MaxParallel, 1, 1_000),
            .. Between("Events:HandlerTimeout", settings.Events.HandlerTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            .. Between("Events:MaxAttempts", settings.Events.MaxAttempts, 1, 100),
            .. Between("Events:RetryDelay", settings.Events.RetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            .. Between("Events:MaxRetryDelay", settings.Events.MaxRetryDelay, settings.Events.RetryDelay, TimeSpan.FromDays(1)),
            .. Between("Sweeper:PollInterval", settings.Sweeper.PollInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            .. Between("Sweeper:MaxParallel", settings.Sweeper.MaxParallel, 1, 256),
            .. Between("Sweeper:FirstDelay", settings.Sweeper.FirstDelay, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            .. Between("Sweeper:MaxDelay", settings.Sweeper.MaxDelay, settings.Sweeper.FirstDelay, TimeSpan.FromDays(1)),
            .. Between("Sweeper:ExpiryGrace", settings.Sweeper.ExpiryGrace, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            .. Between("Routing:MaxAttempts", settings.Routing.MaxAttempts, 1, 8),
            .. Between("Routing:LeastPatience", settings.Routing.LeastPatience, TimeSpan.FromMilliseconds(10), settings.ChannelTimeout),
            .. Between("Routing:SwitchRefresh", settings.Routing.SwitchRefresh, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            .. Between("Routing:ProbeLimit", settings.Routing.ProbeLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5)),
            .. Between("Routing:ProbeAfter", settings.Routing.ProbeAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            .. Between("Routing:MaxProbeDelay", settings.Routing.MaxProbeDelay, settings.Routing.ProbeAfter, TimeSpan.FromHours(1)),
            .. Between("Routing:HealthRefresh", settings.Routing.HealthRefresh, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            .. AccountProblems(registrations),
            .. StoreProblems(),
        ];
    }

    private IEnumerable<ConfigurationProblem> NotifyUrlProblems(string notifyUrl, int channelCount)
    {
        if (notifyUrl.Length == 0)
        {
            if (channelCount > 0)
            {
                yield return new(path.Of("NotifyUrl"), "is missing.", "Set it to the absolute address of POST /payments/notify as the channels reach it, as https://shop.example/payments/notify.");
            }
        }
        else if (!Uri.TryCreate(notifyUrl, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http")
            || uri.Query.Length > 0
            || uri.Fragment.Length > 0
            || notifyUrl.Length > 200)
        {
            yield return new(path.Of("NotifyUrl"), "is not an absolute http or https address of at most 200 characters without query and fragment.", "Channels refuse anything else; https://shop.example/payments/notify has the right form.");
        }
    }

    private IEnumerable<ConfigurationProblem> AccountProblems(List<ChannelRegistration> registrations)
    {
        foreach (var name in registrations.GroupBy(registration => registration.Account, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new(path.Of($"(channel account) {name.Key}"), $"was added {name.Count()} times.", "Give each channel account a name of its own.");
        }

        foreach (var account in registrations.Select(registration => registration.Account).Distinct(StringComparer.Ordinal))
        {
            if (account is not { Length: > 0 and <= 32 } || account.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
            {
                yield return new(path.Of($"(channel account) {account}"), "is not 1 to 32 lower-case letters, digits and hyphens.", "Rename it, as wechat-main: the name is part of the callback's address.");
            }
        }
    }

    private IEnumerable<ConfigurationProblem> StoreProblems()
    {
        if (!stores.Any())
        {
            yield return new(path.Of("(store)"), "was not added.", "Add one to AddPayments(), as .UseSqlite() of the package Payments.Sqlite.");
        }
    }

    private IEnumerable<ConfigurationProblem> Between<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return new(path.Of(name), $"is {value}.", $"Set it to something from {least} to {most}.");
        }
    }
}
