using System.Globalization;
using Payments.Channels;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Truth;

/// <summary>One channel account: what it holds and how it answers, without any trouble on the way.</summary>
internal sealed class AccountTruth(ChannelWorld channels, string name, bool isWeChat)
{
    private readonly Dice _dice = Dice.Of(channels.World.Seed, Part.Channels, Number(name));
    private int _numbers;

    public ChannelWorld World { get; } = channels;

    public string Name { get; } = name;

    /// <summary>WeChat Pay's manners instead of Alipay's.</summary>
    public bool IsWeChat { get; } = isWeChat;

    public Dice Dice => _dice;

    /// <summary>Until when it answers nothing.</summary>
    public DateTimeOffset OutUntil { get; set; }

    private DateTimeOffset Now => World.Now;

    /// <summary>Asked for a QR code.</summary>
    /// <returns>The code, or <see langword="null"/> when this number is used up.</returns>
    public string? Create(ChannelOrder order)
    {
        var charge = World.Of(order.AttemptNo, order.Method, this);
        if (charge.State == ChargeState.Absent)
        {
            charge.State = IsWeChat || !World.World.Weather.Has(Fault.UnscannedCodes) ? ChargeState.Waiting : ChargeState.Unscanned;
            charge.Amount = order.Amount;
            charge.ExpiresAt = order.ExpiresAt;
            charge.Credential = $"{Secrets.Mark}qr-{order.AttemptNo}";
            World.World.Callbacks.Forge(this, charge);
        }

        return charge.State is ChargeState.Waiting or ChargeState.Unscanned or ChargeState.Paying && charge.Amount == order.Amount ? charge.Credential : null;
    }

    /// <summary>Asked to charge a bar code.</summary>
    public Charge? Pay(ChannelOrder order)
    {
        var charge = World.Of(order.AttemptNo, order.Method, this);
        var code = order.Payer!.AuthCode!.Value.Reveal();
        if (charge.State != ChargeState.Absent)
        {
            return charge;
        }

        if (World.IsCodeDead(code))
        {
            return null;
        }

        charge.Amount = order.Amount;
        charge.ExpiresAt = order.ExpiresAt;
        charge.State = ChargeState.Paying;
        World.World.Payers.Confirm(charge, code);
        return charge;
    }

    public ChannelPayment Query(string attemptNo)
    {
        var charge = World.Find(attemptNo);
        if (charge is null || charge.Account != this || charge.State is ChargeState.Absent or ChargeState.Unscanned)
        {
            _ = charge?.WasToldAbsent = true;
            return Say(attemptNo, ChannelPaymentStatus.NotFound, "NOT_EXIST", null);
        }

        return Describe(charge);
    }

    public static ChannelPayment Describe(Charge charge) => charge.State switch
    {
        ChargeState.Paid => Say(charge.AttemptNo, ChannelPaymentStatus.Succeeded, "SUCCESS", charge),
        ChargeState.Reversed or ChargeState.Closed => Say(charge.AttemptNo, ChannelPaymentStatus.Closed, "CLOSED", charge),
        ChargeState.Failed => Say(charge.AttemptNo, ChannelPaymentStatus.Failed, "PAYERROR", charge),
        ChargeState.Paying => Say(charge.AttemptNo, ChannelPaymentStatus.AwaitingPayer, "USERPAYING", charge),
        _ => Say(charge.AttemptNo, ChannelPaymentStatus.AwaitingPayer, "NOTPAY", charge),
    };

    public ChannelCloseResult Close(string attemptNo, PaymentMethod method)
    {
        var charge = World.Of(attemptNo, method, this);
        switch (charge.State)
        {
            case ChargeState.Absent when IsWeChat:
            case ChargeState.Waiting:
            case ChargeState.Paying when !IsWeChat:
                World.World.Say(Name, $"{attemptNo} is closed");
                charge.State = ChargeState.Closed;
                return ChannelCloseResult.Closed;
            case ChargeState.Absent or ChargeState.Unscanned:
                return ChannelCloseResult.NothingToClose;
            case ChargeState.Paying:
                return ChannelCloseResult.PayerIsPaying;
            case ChargeState.Paid:
                return ChannelCloseResult.AlreadyPaid;
            default:
                return ChannelCloseResult.Closed;
        }
    }

    /// <returns>What was done; <see langword="null"/> when it is refused, because part of the money went back otherwise.</returns>
    public ChannelReversal? Reverse(string attemptNo)
    {
        var charge = World.Find(attemptNo);
        switch (charge?.State)
        {
            case null or ChargeState.Absent or ChargeState.Unscanned:
                return ChannelReversal.NothingToReverse;
            case ChargeState.Paid when charge.Refunds.Count == 0:
                World.World.Say(Name, $"{attemptNo} is reversed: {charge.Amount} goes back to {charge.Wallet}");
                charge.State = ChargeState.Reversed;
                World.Ledger.Move(Name, charge.Wallet!, charge.Amount);
                return ChannelReversal.Refunded;
            case ChargeState.Paid:
                return null;
            case ChargeState.Reversed:
                return ChannelReversal.Refunded;
            case ChargeState.Waiting or ChargeState.Paying:
                World.World.Say(Name, $"{attemptNo} is reversed unpaid");
                charge.State = ChargeState.Closed;
                return ChannelReversal.Closed;
            default:
                return ChannelReversal.Closed;
        }
    }

    /// <summary>The payer's money is taken.</summary>
    public void Take(Charge charge, string wallet)
    {
        charge.State = ChargeState.Paid;
        charge.Wallet = wallet;
        charge.PaidAt = Now;
        charge.TransactionId = NextNumber("t");
        World.Ledger.Move(wallet, Name, charge.Amount);
        World.World.Figures.Charges++;
        World.World.Say(Name, $"takes {charge.Amount} from {wallet} for {charge.AttemptNo} ({charge.TransactionId})");
        World.World.Callbacks.Send(this, new ChannelNotification.Payment(Describe(charge)) { NotificationId = NextNumber("n") });
    }

    public string NextNumber(string kind) => string.Create(CultureInfo.InvariantCulture, $"{Name}-{kind}{++_numbers}");

    private static int Number(string name) => name.Sum(letter => letter) + name.Length;

    private static ChannelPayment Say(string attemptNo, ChannelPaymentStatus status, string word, Charge? charge) => new()
    {
        AttemptNo = attemptNo,
        Status = status,
        Amount = charge is { Amount.Currency.IsDefined: true } ? charge.Amount : null,
        ChannelTransactionId = charge?.TransactionId,
        PaidAt = charge?.PaidAt,
        Payer = charge?.Wallet is { } wallet ? new PayerId(Secrets.Mark + wallet) : null,
        ChannelStatus = word,
    };
}
