using Payments.Storage;

namespace Payments.PostgreSql;

/// <summary>Takes a change to its lane, and tells a race that was lost from a commit that must not be.</summary>
internal sealed class Committer(Connections connections, Lanes<CommitWork> lanes, KnownOrders known)
{
    public async ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new CommitWork(commit, cancellationToken);
        await lanes.EnqueueAsync(commit.Order.OrderNo.Shard, work, cancellationToken).ConfigureAwait(false);
        var result = await work.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (result == CommitResult.Conflict)
        {
            await RefuseOtherOrderAsync(commit, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            known.Keep(commit.Order, commit.ExpectedVersion);
        }

        return result;
    }

    private async ValueTask RefuseOtherOrderAsync(OrderCommit commit, CancellationToken cancellationToken)
    {
        var versions = await connections.QueryAsync(
            Sql.FindVersion, command => command.With(commit.Order.OrderNo), row => (Version: row.GetInt64(0), UpdatedAt: row.Time(1)), cancellationToken).ConfigureAwait(false);
        if (versions is [var stored] && stored.Version == commit.ExpectedVersion && (commit.ExpectedUpdatedAt is not { } updatedAt || stored.UpdatedAt == updatedAt))
        {
            throw new ArgumentException(
                $"A commit of order {commit.Order.OrderNo} changes its merchant, its merchant's number, its amount or its creation time. These never change: make another order.",
                nameof(commit));
        }
    }
}
