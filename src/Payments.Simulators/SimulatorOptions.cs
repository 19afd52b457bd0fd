using Payments.Simulators.Alipay;
using Payments.Simulators.WeChat;

namespace Payments.Simulators;

/// <summary>What one simulated world is made of. Read once, when the host starts.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Folder that keeps the generated keys and certificates, so that credentials stay the same over restarts. Null (default): in memory, new ones each start.</summary>
    public string? DataFolder { get; set; }

    /// <summary>The clock of the simulated channels: time stamps, expiry, bills and notification delays. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Multiplies every delay of the official notification schedules and of refund processing. 1 (default) is real time, 0.001 turns 15 s into 15 ms. Range 0 to 1000.</summary>
    public double TimeScale { get; set; } = 1;

    /// <summary>How long a notification waits for its acknowledgement. Default 5 s, as both channels say. Not scaled.</summary>
    public TimeSpan NotificationTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the handler that carries notifications, e.g. a test server's. Default: a socket handler that follows no redirects and uses no proxy.</summary>
    public Func<HttpMessageHandler> NotificationHandler { get; set; } = static () => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>How many calls <c>GET /_sim/calls</c> remembers. Default 5,000.</summary>
    public int MaxCalls { get; set; } = 5_000;

    /// <summary>How many deliveries <c>GET /_sim/notifications</c> remembers. Default 5,000.</summary>
    public int MaxNotifications { get; set; } = 5_000;

    /// <summary>How many notifications may wait for delivery; above that new ones are dropped and recorded as such. Default 100,000.</summary>
    public int MaxPendingNotifications { get; set; } = 100_000;

    /// <summary>How many notifications are in flight at once. Default 64.</summary>
    public int MaxConcurrentNotifications { get; set; } = 64;

    /// <summary>How many orders each channel remembers; the oldest are forgotten first. Default 200,000.</summary>
    public int MaxOrders { get; set; } = 200_000;

    /// <summary>Serve bills of any day at once, today's too, instead of from the next morning on as the channels do. Default false.</summary>
    public bool BillsAtOnce { get; set; }

    /// <summary>WeChat Pay: the default merchant and the switches of unverified behaviour.</summary>
    public WeChatSimulatorOptions WeChat { get; } = new();

    /// <summary>Alipay: the default application and the switches of unverified behaviour.</summary>
    public AlipaySimulatorOptions Alipay { get; } = new();

    internal TimeSpan Scale(TimeSpan official) => official * TimeScale;

    internal void Validate()
    {
        Require(TimeScale is >= 0 and <= 1000, "TimeScale must be 0 to 1000");
        Require(NotificationTimeout >= TimeSpan.FromMilliseconds(10), "NotificationTimeout must be at least 10 ms");
        Require(MaxCalls >= 1 && MaxNotifications >= 1 && MaxPendingNotifications >= 1, "MaxCalls, MaxNotifications and MaxPendingNotifications must be at least 1");
        Require(MaxConcurrentNotifications >= 1 && MaxOrders >= 1, "MaxConcurrentNotifications and MaxOrders must be at least 1");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"SimulatorOptions: {problem}.");
        }
    }
}
