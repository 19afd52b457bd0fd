using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>Evidence into its table and out of it.</summary>
internal static class EvidenceRow
{
    public static void Insert(Session session, Evidence evidence)
    {
        var statement = session.Prepare(Sql.InsertEvidence)
            .Bind(1, evidence.EvidenceId)
            .Bind(2, evidence.ChannelAccount)
            .Bind(3, evidence.Source.ToString())
            .Bind(4, evidence.ReceivedAt)
            .Bind(5, evidence.Headers)
            .Bind(6, evidence.Body.Span)
            .Bind(7, evidence.Verdict.ToString())
            .Bind(8, evidence.Reason)
            .Bind(10, evidence.NotificationId);
        _ = evidence.OrderNo is { } orderNo ? statement.Bind(9, orderNo) : statement.BindNull(9);
        statement.Execute();
    }

    public static IReadOnlyList<Evidence> ReadAll(Statement rows)
    {
        var found = new List<Evidence>();
        while (rows.Read())
        {
            found.Add(new Evidence
            {
                EvidenceId = rows.Text(0),
                ChannelAccount = rows.Text(1),
                Source = Enum.Parse<EvidenceSource>(rows.Text(2)),
                ReceivedAt = rows.Time(3),
                Headers = rows.Text(4),
                Body = rows.Bytes(5).ToArray(),
                Verdict = Enum.Parse<EvidenceVerdict>(rows.Text(6)),
                Reason = rows.Text(7),
                OrderNo = rows.IsNull(8) ? null : rows.OrderNo(8),
                NotificationId = rows.OptionalText(9),
            });
        }

        return found;
    }
}

/// <summary>Keeps evidence that changes no order.</summary>
internal sealed class EvidenceWrite(Evidence evidence, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session)
    {
        EvidenceRow.Insert(session, evidence);
        return true;
    }
}
