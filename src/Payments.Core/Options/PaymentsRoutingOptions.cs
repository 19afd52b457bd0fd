namespace Payments;

/// <summary>Settings of routing: which channel account takes an attempt, and when an account is thought to be sick.</summary>
public sealed class PaymentsRoutingOptions
{
    /// <summary>
    /// The rules, tried in their order: the first that matches a payment applies. Where none does, all accounts are taken in the order of their
    /// registration. The one setting that is read again while the host runs: wrong new rules leave the old ones in force. At most 256.
    /// </summary>
    public IList<RoutingRuleOptions> Rules { get; } = [];

    /// <summary>How many accounts one request tries at most. Default: 3. 1 to 8.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>
    /// The least time an account is given to answer a create that another account could take over safely. How long it is given beyond that follows
    /// from how long it usually takes. Default: 250 milliseconds. 10 milliseconds to <see cref="PaymentsOptions.ChannelTimeout"/>.
    /// </summary>
    public TimeSpan LeastPatience { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the switches that operators set are read from the store. Default: 1 second. 50 milliseconds to 1 minute.</summary>
    public TimeSpan SwitchRefresh { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether this host probes accounts that do not answer. Default: on. With it off an account comes back when a payment or a question happens to be answered.</summary>
    public bool Probing { get; set; } = true;

    /// <summary>How long a probe may take. Default: 5 seconds. 100 milliseconds to 5 seconds: longer, and an outage would not be found within 10 seconds.</summary>
    public TimeSpan ProbeLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long after an account went down it is probed first, a tenth more or less; the pause doubles with each probe that fails, up to
    /// <see cref="MaxProbeDelay"/>. Default: 30 seconds. 1 second to 5 minutes.
    /// </summary>
    public TimeSpan ProbeAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between probes. Default: 5 minutes. <see cref="ProbeAfter"/> to 1 hour.</summary>
    public TimeSpan MaxProbeDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a shared cache is asked what other nodes found out, where the host registered one. Default: 2 seconds. 100 milliseconds to 1 minute.</summary>
    public TimeSpan HealthRefresh { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>One rule of <see cref="PaymentsRoutingOptions.Rules"/>: it matches a payment that meets every condition; an empty condition is always met.</summary>
public sealed class RoutingRuleOptions
{
    /// <summary>Its name, for records and logs: 1 to 64 characters, no two alike. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Methods, as <c>wechat.native</c>, or all of a channel, as <c>wechat.*</c>. Default: any.</summary>
    public IList<string> Methods { get; } = [];

    /// <summary>Currencies, as <c>CNY</c>. Default: any.</summary>
    public IList<string> Currencies { get; } = [];

    /// <summary>The least amount in minor units of the payment's currency, inclusive. Default: none.</summary>
    public long? MinMinorUnits { get; set; }

    /// <summary>The greatest amount in minor units of the payment's currency, inclusive. Default: none.</summary>
    public long? MaxMinorUnits { get; set; }

    /// <summary>Merchants. Default: any.</summary>
    public IList<string> Merchants { get; } = [];

    /// <summary>The accounts that may take the payment; no others do. At least one.</summary>
    public IList<RoutingAccountOptions> Accounts { get; } = [];
}

/// <summary>An account in a rule.</summary>
public sealed class RoutingAccountOptions
{
    /// <summary>The account's name. Required.</summary>
    public string Account { get; set; } = "";

    /// <summary>Lower goes first; a higher one is taken when no lower one can. Default: 0.</summary>
    public int Priority { get; set; }

    /// <summary>Its share among accounts of equal priority. 0: only when nothing else can take the payment. Default: 1. 0 to 10,000.</summary>
    public int Weight { get; set; } = 1;
}
