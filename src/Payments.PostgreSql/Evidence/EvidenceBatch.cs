namespace Payments.PostgreSql;

/// <summary>Evidence that changes no order.</summary>
internal sealed class EvidenceWork(Storage.Evidence evidence, CancellationToken cancellationToken) : Work<bool>(cancellationToken)
{
    public Storage.Evidence Evidence { get; } = evidence;
}

/// <summary>Keeps the evidence of many callers in one statement.</summary>
internal sealed class EvidenceBatch(Connections connections)
{
    public async Task RunAsync(IReadOnlyList<EvidenceWork> batch, CancellationToken stop)
    {
        await connections.ExecuteAsync(
            Sql.InsertEvidence, command => EvidenceRow.Bind(command, [.. batch.Select((work, n) => (n, work.Evidence))]), stop).ConfigureAwait(false);
        foreach (var work in batch)
        {
            work.Complete(true);
        }
    }
}
