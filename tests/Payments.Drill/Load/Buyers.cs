using Payments.Drill.Hosting;

namespace Payments.Drill.Load;

/// <summary>
/// What becomes of an accepted order: eight of ten are paid within two seconds, one is closed by the merchant, one is left alone. Where an order moved
/// to another account, every second time somebody also pays what is left at the first one, although nobody was ever shown it: money that must go back.
/// </summary>
internal sealed class Buyers(IPaymentClient payments, IReadOnlyList<Simulator> simulators)
{
    private const int Shares = 10;
    private const int Closed = 8;
    private const int LeftAlone = 9;
    private const int FirstPause = 200;
    private const int Spread = 1_300;

    private static readonly TimeSpan ClosePause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SecondPause = TimeSpan.FromMilliseconds(300);

    private int _busy;
    private int _paid;
    private int _paidAgain;

    public bool AreBusy => Volatile.Read(ref _busy) > 0;

    public int Paid => Volatile.Read(ref _paid);

    /// <summary>Payments at an account that had lost the order.</summary>
    public int PaidAgain => Volatile.Read(ref _paidAgain);

    public async Task TakeAsync(int number, PaymentOrder order)
    {
        Interlocked.Increment(ref _busy);
        try
        {
            await LiveAsync(number, order);
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    private async Task LiveAsync(int number, PaymentOrder order)
    {
        switch (number % Shares)
        {
            case Closed:
                await Task.Delay(ClosePause);
                await payments.CloseOrderAsync(order.OrderNo);
                break;
            case LeftAlone:
                break;
            default:
                await Task.Delay(FirstPause + (number * 37 % Spread));
                Count(order.Attempts[^1], ref _paid);
                break;
        }

        if (order.Attempts.Count > 1 && number % 2 == 0)
        {
            await Task.Delay(SecondPause);
            Count(order.Attempts[0], ref _paidAgain);
        }
    }

    private void Count(PaymentAttempt attempt, ref int counter)
    {
        if (simulators.Single(simulator => simulator.Account == attempt.ChannelAccount).Pay(attempt.AttemptNo))
        {
            Interlocked.Increment(ref counter);
        }
    }
}
