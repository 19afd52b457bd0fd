using Payments.Simulation.Stage;

namespace Payments.Simulation.Actors;

/// <summary>Takes whole accounts down for a while.</summary>
internal sealed class Trouble(World world)
{
    private const int Outages = 2;

    private readonly Dice _dice = Dice.Of(world.Seed, Part.Operator);

    public async Task OutagesAsync()
    {
        for (var nth = 0; nth < Outages; nth++)
        {
            await world.Pause(_dice.Seconds(0, 120));
            var account = world.Channels.Accounts[_dice.Below(world.Channels.Accounts.Length)];
            var time = _dice.Seconds(5, 600);
            account.OutUntil = world.Now + time;
            world.Say(account.Name, $"answers nothing for {time}");
        }
    }
}
