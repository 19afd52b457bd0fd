using Payments.Channels;

namespace Payments.Conformance;

/// <summary>
/// What a channel's author gives the suites: the channel on a fake of its own, made for one test and gone afterwards, and a payer. The channel's
/// HTTP client goes through <see cref="Network"/>, its log to <see cref="Log"/>, and the fake's callbacks come to <see cref="Callbacks"/>.
/// </summary>
public abstract class ChannelFixture : IAsyncDisposable
{
    /// <summary>Between the channel and its fake.</summary>
    public ChannelNetwork Network { get; } = new();

    /// <summary>What the channel logs.</summary>
    public ChannelLog Log { get; } = new();

    /// <summary>What the fake sends.</summary>
    public CallbackInbox Callbacks { get; } = new();

    /// <summary>The method the suites pay with: not a bar code. It asks the channel for its credential, rather than signing it here.</summary>
    public abstract PaymentMethod Method { get; }

    /// <summary>Everything that must never be written down: keys, passwords, the payer's identity. A key in PEM is looked for line by line.</summary>
    public abstract IReadOnlyList<string> Secrets { get; }

    /// <summary>The headers without which a callback is refused. Default: none, for channels that sign in the body.</summary>
    public virtual IReadOnlyList<string> SignatureHeaders => [];

    /// <summary>Whether the channel knows a number from its creation on, and not only once the payer opened it. Default: yes.</summary>
    public virtual bool KnowsUnopened => true;

    /// <summary>Whether the channel calls back about refunds. Default: yes.</summary>
    public virtual bool TellsOfRefunds => true;

    /// <summary>Whether the channel calls back about transfers to payees. Default: no.</summary>
    public virtual bool TellsOfTransfers => false;

    /// <summary>
    /// Makes the channel, once, and its fake. Set its time-out as short as it may be: tests wait for it. Where it has abilities that settings switch,
    /// switch them on.
    /// </summary>
    public abstract ValueTask<IPaymentChannel> CreateChannelAsync();

    /// <summary>The payer opens the credential and does not pay yet. Default: nothing happens.</summary>
    public virtual Task OpenAsync(ChannelOrder order) => Task.CompletedTask;

    /// <summary>The payer pays; throws when the fake does not take it. The callback comes within ten seconds.</summary>
    public abstract Task PayAsync(ChannelOrder order);

    /// <summary>
    /// Makes the next callback a genuine one for another merchant or application. <see langword="false"/> (default) when the fake cannot; the test of it
    /// is then skipped.
    /// </summary>
    public virtual bool ReaddressNextCallback() => false;

    /// <summary>An order the channel takes, under a number nobody has. Override it to add what the channel needs of the payer.</summary>
    public virtual ChannelOrder MakeOrder(Currency? currency = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new ChannelOrder
        {
            AttemptNo = Sample.OrderNo(now).ToAttemptNo(1),
            Method = Method,
            Amount = Money.FromMinorUnits(1_234, currency ?? Currency.Cny),
            Subject = "一杯茶 tea",
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(30),
            NotifyUrl = "https://shop.example/payments/notify/account",
            ReturnUrl = "https://shop.example/done",
        };
    }

    /// <summary>An order whose bar code the fake charges at once; <see langword="null"/> (default) when the channel charges none.</summary>
    public virtual ChannelOrder? MakeBarcodeOrder() => null;

    /// <summary>
    /// A transfer the channel takes, under a number nobody has, with the payee's real name if the channel can check it; <see langword="null"/> (default)
    /// when the channel sends no money to payees.
    /// </summary>
    public virtual ChannelTransferOrder? MakeTransfer() => null;

    /// <summary>The payee takes a transfer, where the channel waits for that. The callback, if any, comes within ten seconds. Default: nothing happens.</summary>
    public virtual Task TakeAsync(ChannelTransferOrder transfer) => Task.CompletedTask;

    /// <summary>The same order with something the channel has no room for. Default: a subject of 10,000 characters.</summary>
    public virtual ChannelOrder BreakLimits(ChannelOrder order) => order with { Subject = new string('x', 10_000) };

    /// <summary>
    /// Has the fake make the bill of what was paid just now, as by letting its night pass, and gives the bill's day. Default: today in UTC+8, for fakes that
    /// have it at once.
    /// </summary>
    public virtual ValueTask<DateOnly> MakeStatementAsync() => new(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime));

    /// <summary>Removes the channel and its fake.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Callbacks.Dispose();
        Log.Dispose();
        return DisposeCoreAsync();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    protected abstract ValueTask DisposeCoreAsync();
}
