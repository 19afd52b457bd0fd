using Payments.Channels;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Actors;

/// <summary>Takes whole accounts down for a while.</summary>
internal sealed class Trouble(World world, int part)
{
    private const int Outages = 2;
    private const int Switches = 4;

    private readonly Dice _dice = Dice.Of(world.Seed, Part.Operator, part);

    /// <summary>Operators drain and disable accounts, and switch them on again or forget to.</summary>
    public async Task SwitchesAsync()
    {
        for (var nth = 0; nth < Switches; nth++)
        {
            await world.Pause(_dice.Seconds(0, 90));
            var account = world.Channels.Accounts[_dice.Below(world.Channels.Accounts.Length)].Name;
            var mode = _dice.Pick(ChannelSwitchMode.Drain, ChannelSwitchMode.Disable, ChannelSwitchMode.On);
            world.Say("operator", $"sets {account} to {mode}");
            await world.PickNode().CallAsync("a switch", (engine, token) => engine.AccountsView.SwitchAsync(account, mode, "a drill", "operator", token));
        }
    }

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
