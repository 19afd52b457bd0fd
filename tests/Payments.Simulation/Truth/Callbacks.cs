using System.Buffers.Binary;
using Payments.Channels;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Truth;

/// <summary>
/// Carries callbacks to our nodes, again and again until one is acknowledged or the channel gives up. On the way they are lost, doubled, delayed and
/// overtake each other.
/// </summary>
internal sealed class Callbacks(World world)
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30),
    ];

    private readonly Dice _dice = Dice.Of(world.Seed, Part.Delays, 1);

    public void Send(AccountTruth account, ChannelNotification message)
    {
        var letter = new Letter(account.Name, world.Channels.Write(message), message);
        Try(letter, 0);
    }

    /// <summary>What a message's body says: the number it is kept under.</summary>
    public static int Number(ReadOnlyMemory<byte> body) => BinaryPrimitives.ReadInt32BigEndian(body.Span);

    private void Try(Letter letter, int tries)
    {
        if (tries >= Pauses.Length || letter.IsTaken)
        {
            return;
        }

        var delay = Pauses[tries] + _dice.Milliseconds(5, 1_500);
        if (world.Weather.Strikes(Fault.CallbackLate))
        {
            delay += world.Weather.DiceOf(Fault.CallbackLate).Seconds(1, 400);
        }

        if (world.Weather.Strikes(Fault.CallbackTwice))
        {
            world.After(delay + _dice.Milliseconds(0, 3_000), null, () => Deliver(letter));
        }

        world.After(delay, null, () =>
        {
            if (world.Weather.Strikes(Fault.CallbackLost))
            {
                world.Say(letter.Account, $"a callback is lost");
            }
            else
            {
                Deliver(letter);
            }
        });
        world.After(delay + TimeSpan.FromSeconds(5), null, () => Try(letter, tries + 1));
    }

    private void Deliver(Letter letter)
    {
        var node = world.PickNode();
        var body = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(body, letter.Number);
        world.Say(letter.Account, $"calls back {node.Name}: {Words(letter.Message)}");
        world.Observe(DeliverAsync(letter, node, body));
    }

    private async Task DeliverAsync(Letter letter, Nodes.Node node, byte[] body)
    {
        var reply = await node.CallAsync(
            "a callback",
            (engine, token) => engine.Notifications.ReceiveAsync(letter.Account, new NotificationRequest(body, [], engine.Time.GetUtcNow()), token),
            TimeSpan.FromSeconds(5),
            isCuttable: false);
        if (reply.Value is { StatusCode: >= 200 and < 300 })
        {
            letter.IsTaken = true;
            world.Laws.Acknowledged(letter.Account, letter.Message);
        }
    }

    /// <summary>Callbacks that a channel signed and that are wrong all the same: nothing was paid, and nothing was closed.</summary>
    public void Forge(AccountTruth account, Charge charge)
    {
        var paid = new ChannelPayment
        {
            AttemptNo = charge.AttemptNo,
            Status = ChannelPaymentStatus.Succeeded,
            Amount = charge.Amount,
            ChannelTransactionId = "nobody-paid",
            PaidAt = world.Now,
            ChannelStatus = "SUCCESS",
        };
        if (world.Weather.Strikes(Fault.CallbackWrongAmount))
        {
            Once(account, account.Name, paid with { Amount = Money.FromMinorUnits(charge.Amount.MinorUnits - 1, charge.Amount.Currency) });
        }

        if (world.Weather.Strikes(Fault.CallbackWrongAccount))
        {
            var others = world.Channels.Accounts.Where(other => other != account).ToArray();
            Once(account, others[_dice.Below(others.Length)].Name, paid);
        }

        if (world.Weather.Strikes(Fault.CallbackSaysClosed))
        {
            Once(account, account.Name, paid with { Status = ChannelPaymentStatus.Closed, ChannelTransactionId = null, PaidAt = null, ChannelStatus = "CLOSED" });
        }
    }

    private void Once(AccountTruth account, string to, ChannelPayment lie)
    {
        var message = new ChannelNotification.Payment(lie) { NotificationId = account.NextNumber("w") };
        var letter = new Letter(to, world.Channels.Write(message), message);
        world.After(_dice.Milliseconds(0, _dice.Chance(500) ? 2_000 : 60_000), null, () => Deliver(letter));
    }

    private static string Words(ChannelNotification message) => message switch
    {
        ChannelNotification.Payment payment => $"{payment.Value.AttemptNo} is {payment.Value.Status} {payment.Value.Amount}",
        ChannelNotification.Refund refund => $"refund {refund.Value.RefundNo} is {refund.Value.Status}",
        _ => "something else",
    };

    private sealed class Letter(string account, int number, ChannelNotification message)
    {
        public string Account { get; } = account;

        public int Number { get; } = number;

        public ChannelNotification Message { get; } = message;

        public bool IsTaken { get; set; }
    }
}
