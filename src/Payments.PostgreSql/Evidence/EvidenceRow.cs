using Npgsql;
using Payments.Storage;

namespace Payments.PostgreSql;

/// <summary>Evidence into its table and out of it.</summary>
internal static class EvidenceRow
{
    public static NpgsqlCommand Bind(NpgsqlCommand command, IReadOnlyList<(int N, Storage.Evidence Row)> rows) => command
        .Numbers(rows, each => each.N)
        .Shorts(rows, each => Shards.Of(each.Row.EvidenceId))
        .Texts(rows, each => each.Row.EvidenceId)
        .Texts(rows, each => each.Row.ChannelAccount)
        .Texts(rows, each => Words.Of(each.Row.Source))
        .Times(rows, each => each.Row.ReceivedAt)
        .Texts(rows, each => each.Row.Headers)
        .Bytes(rows, each => each.Row.Body.ToArray())
        .Texts(rows, each => Words.Of(each.Row.Verdict))
        .Texts(rows, each => each.Row.Reason)
        .Texts(rows, each => each.Row.OrderNo?.Value)
        .Texts(rows, each => each.Row.NotificationId);

    public static Storage.Evidence Read(NpgsqlDataReader row) => new()
    {
        EvidenceId = row.GetString(0),
        ChannelAccount = row.GetString(1),
        Source = Enum.Parse<EvidenceSource>(row.GetString(2)),
        ReceivedAt = row.Time(3),
        Headers = row.GetString(4),
        Body = row.GetFieldValue<byte[]>(5),
        Verdict = Enum.Parse<EvidenceVerdict>(row.GetString(6)),
        Reason = row.GetString(7),
        OrderNo = row.IsDBNull(8) ? null : row.OrderNo(8),
        NotificationId = row.OptionalText(9),
    };
}
