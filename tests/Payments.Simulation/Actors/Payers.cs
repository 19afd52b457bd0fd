using Payments.Simulation.Stage;
using Payments.Simulation.Truth;

namespace Payments.Simulation.Actors;

/// <summary>The people with the phones. They pay with what they were handed, when they like.</summary>
internal sealed class Payers(World world)
{
    /// <summary>A payment begun in time may be confirmed a little later.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    private readonly Dice _dice = Dice.Of(world.Seed, Part.Payers);

    /// <summary>A payer is shown a QR code.</summary>
    /// <param name="plan">The order.</param>
    /// <param name="attemptNo">The attempt.</param>
    /// <param name="credential">The code's text.</param>
    /// <param name="nth">Which of the order's credentials it is, from 1.</param>
    public void Show(OrderPlan plan, string attemptNo, string credential, int nth)
    {
        world.Say($"payer{plan.Index}", $"is shown the code of {attemptNo}");
        TimeSpan? after = plan.Mood switch
        {
            PayerMood.Pays or PayerMood.Opens when nth == 1 => plan.PaysAfter,
            PayerMood.PaysAll => plan.PaysAfter + (TimeSpan.FromSeconds(7) * (nth - 1)),
            PayerMood.PaysOld when nth == 1 => plan.PaysAfter + TimeSpan.FromSeconds(45),
            _ => null,
        };
        if (after is { } time)
        {
            world.After(time, null, () => Scan(plan, attemptNo, credential));
            if (plan.Mood == PayerMood.PaysAll)
            {
                world.After(time + TimeSpan.FromSeconds(20), null, () => Scan(plan, attemptNo, credential));
            }
        }
    }

    /// <summary>A bar code was charged: the payer's phone may ask for the password.</summary>
    public void Confirm(Charge charge, string code)
    {
        var wallet = "payer" + code[^1];
        var mood = _dice.Below(10);
        if (mood < 5)
        {
            Pay(charge, wallet);
            return;
        }

        world.After(_dice.Milliseconds(1_000, mood < 8 ? 30_000 : 70_000), null, () =>
        {
            if (charge.State != ChargeState.Paying)
            {
                return;
            }

            if (mood == 9)
            {
                world.Say(wallet, $"gives no password for {charge.AttemptNo}");
                charge.State = ChargeState.Failed;
            }
            else
            {
                Pay(charge, wallet);
            }
        });
    }

    private void Scan(OrderPlan plan, string attemptNo, string credential)
    {
        if (world.Channels.Find(attemptNo) is not { State: ChargeState.Unscanned or ChargeState.Waiting } charge || charge.Credential != credential || world.Now >= charge.ExpiresAt)
        {
            world.Say($"payer{plan.Index}", $"scans {attemptNo} in vain");
            return;
        }

        world.Say($"payer{plan.Index}", $"scans {attemptNo}");
        charge.State = ChargeState.Paying;
        world.Laws.Touched(charge.OrderNo);
        world.After(plan.Confirms, null, () =>
        {
            if (charge.State != ChargeState.Paying)
            {
                world.Say($"payer{plan.Index}", $"cannot confirm {attemptNo}: it is {charge.State}");
            }
            else if (plan.Mood == PayerMood.Opens || world.Now >= charge.ExpiresAt + Late)
            {
                world.Say($"payer{plan.Index}", $"leaves {attemptNo}");
                charge.State = ChargeState.Waiting;
            }
            else
            {
                Pay(charge, $"payer{plan.Index}");
            }

            world.Laws.Touched(charge.OrderNo);
        });
    }

    private void Pay(Charge charge, string wallet)
    {
        charge.Account.Take(charge, wallet);
        world.Laws.Touched(charge.OrderNo);
    }
}
