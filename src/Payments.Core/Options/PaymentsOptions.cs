namespace Payments;

/// <summary>Settings of the engine, read from the section given to <c>AddPayments()</c>, <c>Payments</c> by default. Checked when the host starts.</summary>
public sealed class PaymentsOptions
{
    /// <summary>
    /// Where channels send callbacks: the absolute address under which <c>POST /payments/notify</c> is reached from outside, without a query and
    /// without the account, which is appended. Required as soon as there is a channel account. At most 200 characters.
    /// </summary>
    public string NotifyUrl { get; set; } = "";

    /// <summary>How long a payer may take when the request does not say. Default: 30 minutes. 1 minute to 7 days.</summary>
    public TimeSpan DefaultExpiry { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long the answer to an idempotency key is kept. Default: 30 days. 1 to 365 days.</summary>
    public TimeSpan IdempotencyRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long one call to a channel may take, connecting included. Default: 15 seconds. 1 second to 2 minutes.</summary>
    public TimeSpan ChannelTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long charging a bar code may take, the payer's password entry and the reversal included. Default: 90 seconds. 10 seconds to 5 minutes.</summary>
    public TimeSpan BarcodeTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// How late the store may answer a new order. Later means that more is under way than it carries: this host has fewer new orders there at once, and
    /// turns away what is beyond (<see cref="PaymentErrorCodes.Overloaded"/>), until answers come in time again. Default: 2 seconds. 100 milliseconds to
    /// 1 minute.
    /// </summary>
    public TimeSpan StoreDelayLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the accounts test themselves against their channels after the host has started, and what they find is logged. Default: on.</summary>
    public bool SelfTest { get; set; } = true;

    /// <summary>Settings of callbacks.</summary>
    public PaymentsNotificationOptions Notifications { get; set; } = new();

    /// <summary>Settings of events.</summary>
    public PaymentsEventOptions Events { get; set; } = new();

    /// <summary>Settings of the sweeper, which asks channels about open orders and ends those whose time is over.</summary>
    public PaymentsSweeperOptions Sweeper { get; set; } = new();

    /// <summary>Settings of routing.</summary>
    public PaymentsRoutingOptions Routing { get; set; } = new();

    /// <summary>Settings of submission tokens.</summary>
    public PaymentsSubmissionTokenOptions SubmissionTokens { get; set; } = new();

    /// <summary>What becomes of a payment beyond need: a second success, or one after the order ended. Default: <see cref="ExtraPaymentPolicy.Refund"/>.</summary>
    public ExtraPaymentPolicy ExtraPayments { get; set; }

    /// <summary>Where an account's callbacks come to.</summary>
    internal string NotifyUrlOf(string account) => $"{NotifyUrl.TrimEnd('/')}/{account}";
}

/// <summary>What becomes of a payment beyond need.</summary>
public enum ExtraPaymentPolicy
{
    /// <summary>It is booked, announced, and sent back to its payer by itself.</summary>
    Refund,

    /// <summary>It is booked and announced, and waits for somebody to refund it.</summary>
    Hold,
}

/// <summary>Settings of callbacks.</summary>
public sealed class PaymentsNotificationOptions
{
    /// <summary>The largest body of a callback in bytes; a larger one is refused. Default: 65,536. 4,096 to 1,048,576.</summary>
    public int MaxBodyBytes { get; set; } = 65_536;
}

/// <summary>Settings of events.</summary>
public sealed class PaymentsEventOptions
{
    /// <summary>How often the outbox and live updates look for events that no signal announced. Default: 1 second. 50 milliseconds to 1 minute.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many events are taken from the outbox at once. Default: 100. 1 to 1,000.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>How many events of a batch this host delivers at once, each of another order. Default: 64. 1 to 1,000.</summary>
    public int MaxParallel { get; set; } = 64;

    /// <summary>How long a handler may take. Default: 30 seconds. 1 second to 10 minutes.</summary>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many deliveries are tried before an event goes to the dead letters. Default: 12, over about half an hour. 1 to 100.</summary>
    public int MaxAttempts { get; set; } = 12;

    /// <summary>The pause before the second delivery; it doubles up to <see cref="MaxRetryDelay"/>. Default: 1 second. 10 milliseconds to 1 hour.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between deliveries. Default: 1 hour. Up to 1 day.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Settings of the sweeper, which asks channels about open orders and ends those whose time is over.</summary>
public sealed class PaymentsSweeperOptions
{
    /// <summary>Whether this host sweeps. Default: on. With it off everywhere, an order whose callback is lost stays open until somebody asks.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often the store is asked for orders that are due. Default: 1 second. 50 milliseconds to 1 minute.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many orders this host looks at at once. Default: 32. 1 to 256.</summary>
    public int MaxParallel { get; set; } = 32;

    /// <summary>
    /// How long after an attempt's last change its channel is asked first. The next pauses are 2, 6, 12, 60 and 120 times as long, up to
    /// <see cref="MaxDelay"/>, plus up to a tenth at random. Default: 5 seconds. 100 milliseconds to 10 minutes.
    /// </summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between questions. Default: 10 minutes. <see cref="FirstDelay"/> to 1 day.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after an order's expiry it is closed: time for the last payer's callback, and for clocks that differ. Default: 30 seconds. 1 second to 1 hour.</summary>
    public TimeSpan ExpiryGrace { get; set; } = TimeSpan.FromSeconds(30);
}
