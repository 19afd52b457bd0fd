using Payments.Coordination;

namespace Payments.AspNetCore;

/// <summary>Settings of the routes: <c>services.Configure&lt;PaymentEndpointOptions&gt;(…)</c>. Read once, when the routes are mounted.</summary>
public sealed class PaymentEndpointOptions
{
    /// <summary>How many browsers and apps may follow live updates at once, per mounted set of routes; more are answered 503. Default 1,000. 1 to 1,000,000.</summary>
    public int MaxListeners { get; set; } = 1_000;

    /// <summary>How often a silent update stream shows that it is alive. Default 15 s. 1 s to 5 min.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a listener waits before it connects again. Default 2 s. 100 ms to 1 min.</summary>
    public TimeSpan Reconnect { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one update stream lasts at most; the listener connects again and misses nothing. Default 1 h. 1 s to 1 day.</summary>
    public TimeSpan MaxListenTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How many orders a merchant may ask for in each <see cref="OrdersWindow"/>, over all nodes that share their limits; more are answered 429. A burst of as
    /// many is let through at once. Default 0: no limit. Up to 1,000,000, and at most 10,000 a second.
    /// </summary>
    public int OrdersPerMerchant { get; set; }

    /// <summary>The time <see cref="OrdersPerMerchant"/> counts for. Default 1 min. 1 s to 1 day.</summary>
    public TimeSpan OrdersWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Pages that may open a WebSocket, as <c>https://shop.example</c>; <c>*</c> for all. Default: none besides pages of this host itself.
    /// Server-sent events need nothing here: they obey the host's CORS policy.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    internal void Validate()
    {
        List<ConfigurationProblem> problems = [];
        Require(problems, nameof(MaxListeners), MaxListeners is >= 1 and <= 1_000_000, "1 to 1,000,000");
        Require(problems, nameof(Heartbeat), In(Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), "1 s to 5 min");
        Require(problems, nameof(Reconnect), In(Reconnect, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)), "100 ms to 1 min");
        Require(problems, nameof(MaxListenTime), In(MaxListenTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), "1 s to 1 day");
        Require(problems, nameof(OrdersWindow), In(OrdersWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), "1 s to 1 day");
        Require(problems, nameof(OrdersPerMerchant), OrdersPerMerchant == 0 || RateLimit.IsValid(OrdersPerMerchant, OrdersWindow), "0 for no limit, to 1,000,000, and at most 10,000 a second");
        foreach (var origin in AllowedOrigins)
        {
            Require(problems, nameof(AllowedOrigins), IsOrigin(origin), "scheme, host and port only, as https://shop.example, or *");
        }

        if (problems.Count > 0)
        {
            throw new PaymentConfigurationException(problems);
        }
    }

    private static bool In(TimeSpan value, TimeSpan min, TimeSpan max) => value >= min && value <= max;

    private static bool IsOrigin(string origin) =>
        origin == "*" || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == origin);

    private static void Require(List<ConfigurationProblem> problems, string name, bool holds, string range)
    {
        if (!holds)
        {
            problems.Add(new ConfigurationProblem($"{nameof(PaymentEndpointOptions)}:{name}", "It is out of range.", $"Allowed: {range}."));
        }
    }
}
