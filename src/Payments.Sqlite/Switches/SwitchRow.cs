using Payments.Channels;

namespace Payments.Sqlite;

/// <summary>Switches out of their table.</summary>
internal static class SwitchRow
{
    public static IReadOnlyList<ChannelSwitch> ReadAll(Statement rows)
    {
        var found = new List<ChannelSwitch>();
        while (rows.Read())
        {
            found.Add(new ChannelSwitch(rows.Text(0), Enum.Parse<ChannelSwitchMode>(rows.Text(1)), rows.Text(2), rows.Text(3), rows.Time(4)));
        }

        return found;
    }
}

/// <summary>Keeps a switch beside those before it.</summary>
internal sealed class SwitchWrite(ChannelSwitch channelSwitch, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session) => session.Prepare(Sql.InsertSwitch)
        .Bind(1, channelSwitch.Account)
        .Bind(2, channelSwitch.Mode.ToString())
        .Bind(3, channelSwitch.Reason)
        .Bind(4, channelSwitch.Author)
        .Bind(5, channelSwitch.SetAt)
        .Execute() == 1;
}
