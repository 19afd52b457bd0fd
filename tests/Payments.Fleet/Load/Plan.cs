namespace Payments.Fleet.Load;

/// <summary>What becomes of an order.</summary>
internal enum Fate
{
    Pay,
    LeaveAlone,
    Close,
    CloseWhilePaying,
    ChangeMethod,
    ChangeMethodWhilePaying,
    Refund,
    RefundTooMuch,
}

/// <summary>An order's story, from the seed and its number alone.</summary>
internal sealed class Plan
{
    private const int Hundred = 100;

    private readonly Random _dice;

    public Plan(int seed, int number)
    {
        _dice = new Random(unchecked((seed * 1_000_003) + number));
        Amount = _dice.Next(100, 99_999);
        Fate = _dice.Next(Hundred) switch
        {
            < 58 => Fate.Pay,
            < 64 => Fate.LeaveAlone,
            < 72 => Fate.Close,
            < 76 => Fate.CloseWhilePaying,
            < 85 => Fate.ChangeMethod,
            < 89 => Fate.ChangeMethodWhilePaying,
            < 97 => Fate.Refund,
            _ => Fate.RefundTooMuch,
        };
        IsAlipay = _dice.Next(Hundred) < 25;
        LosesAnswer = !IsAlipay && _dice.Next(Hundred) < 2;
        CallbackTrouble = _dice.Next(Hundred * 2);
        AskAgain = _dice.Next(Hundred) < 15;
        Pause = TimeSpan.FromMilliseconds(_dice.Next(50, 1_500));
        Second = TimeSpan.FromMilliseconds(_dice.Next(0, 40));
    }

    public long Amount { get; }

    public Fate Fate { get; }

    public bool IsAlipay { get; }

    /// <summary>The channel takes the order and answers 500: another account takes it up, and somebody pays at both.</summary>
    public bool LosesAnswer { get; }

    /// <summary>Of 200: the callback is lost, comes three times, late, or with another amount; the rest come as they should.</summary>
    public int CallbackTrouble { get; }

    /// <summary>Whether the key is asked for again, at once and later.</summary>
    public bool AskAgain { get; }

    /// <summary>How long the payer or the merchant takes.</summary>
    public TimeSpan Pause { get; }

    /// <summary>By how much the second of two things that meet comes later.</summary>
    public TimeSpan Second { get; }

    public string Method => IsAlipay ? "alipay.precreate" : "wechat.native";

    public string OtherMethod => IsAlipay ? "wechat.native" : "alipay.precreate";
}
