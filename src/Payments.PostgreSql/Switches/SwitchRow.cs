using Npgsql;
using Payments.Channels;

namespace Payments.PostgreSql;

/// <summary>Switches into their table and out of it.</summary>
internal static class SwitchRow
{
    public static NpgsqlCommand Bind(NpgsqlCommand command, ChannelSwitch channelSwitch) => command
        .With(channelSwitch.Account)
        .With(Words.Of(channelSwitch.Mode))
        .With(channelSwitch.Reason)
        .With(channelSwitch.Author)
        .With(channelSwitch.SetAt);

    public static ChannelSwitch Read(NpgsqlDataReader row) =>
        new(row.GetString(0), Enum.Parse<ChannelSwitchMode>(row.GetString(1)), row.GetString(2), row.GetString(3), row.Time(4));
}
