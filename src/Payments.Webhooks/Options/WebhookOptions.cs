namespace Payments.Webhooks;

/// <summary>Settings of merchant webhooks, read from <c>Payments:Webhooks</c>. Checked when the host starts.</summary>
public sealed class WebhookOptions
{
    /// <summary>Whether this host sends. Events are enqueued either way. Default: <see langword="true"/>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The pauses before the second try and those after it; 2 to 30, each 0 to 7 days. Default, when empty, is the schedule of Standard Webhooks 1.0:
    /// 5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours, so 10 tries in 75 hours.
    /// </summary>
    public IList<TimeSpan> Schedule { get; } = [];

    /// <summary>By how much a pause is made longer at random, at most, in percent of it. Default: 10. 0 to 50.</summary>
    public int JitterPercent { get; set; } = 10;

    /// <summary>How long one try may take, connecting included. Default: 20 seconds. 15 to 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many tries this host has under way at once. Default: 64. 2 to 1,000.</summary>
    public int MaxConcurrency { get; set; } = 64;

    /// <summary>How many tries this host has under way at once at one endpoint. Default: 4. 1 to <see cref="MaxConcurrency"/>. An endpoint whose last try failed gets one.</summary>
    public int MaxPerEndpoint { get; set; } = 4;

    /// <summary>How often the store is asked for deliveries that no signal announced. Default: 1 second. 50 milliseconds to 1 minute.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long settled deliveries are kept for replays. Default: 30 days. 1 to 365 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether endpoints on this machine, over http too, may be sent to: for development and tests only. Default: <see langword="false"/>.</summary>
    public bool AllowLoopback { get; set; }
}
