using Npgsql;
using Payments.Storage;

namespace Payments.PostgreSql;

/// <summary>Takes a new order to its lane, and finds out what is there already where the order was not made.</summary>
internal sealed class Beginner(Connections connections, Lanes<BeginWork> lanes, Finder finder, KnownOrders known)
{
    // A record can go while it is looked at (a purge, another's lease); that it happens time after time has another reason.
    private const int MostLooks = 20;

    private static readonly BeginOrderResult Started = new BeginOrderResult.Started();

    public async ValueTask<BeginOrderResult> BeginAsync(BeginOrder intent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var look = 0; look < MostLooks; look++)
        {
            if (await TryMakeAsync(intent, cancellationToken).ConfigureAwait(false))
            {
                known.Keep(intent.Order);
                return Started;
            }

            if (await FindEarlierAsync(intent, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        throw new TimeoutException($"An order's key was neither new nor there, {MostLooks} times. Nothing was written: repeat the call.");
    }

    private async ValueTask<bool> TryMakeAsync(BeginOrder intent, CancellationToken cancellationToken)
    {
        var work = new BeginWork(intent, cancellationToken);
        try
        {
            await lanes.EnqueueAsync(work.NumberShard, work, cancellationToken).ConfigureAwait(false);
            return await work.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (Faults.IsOvertaken(fault))
        {
            return false;
        }
    }

    private async ValueTask<BeginOrderResult?> FindEarlierAsync(BeginOrder intent, CancellationToken cancellationToken)
    {
        var records = await connections.QueryAsync(Sql.FindIdempotency, command => BindKey(command, intent), Record.Read, cancellationToken).ConfigureAwait(false);
        if (records is not [var record])
        {
            return await FindTakenAsync(intent, cancellationToken).ConfigureAwait(false);
        }

        return record switch
        {
            _ when !record.Fingerprint.AsSpan().SequenceEqual(intent.Fingerprint.Span) => new BeginOrderResult.KeyReused(record.OrderNo),
            { Answer: { } answer } => new BeginOrderResult.Answered(answer),
            _ when intent.Now < record.LeaseUntil => new BeginOrderResult.InFlight(record.LeaseUntil),
            _ => await ResumeAsync(intent, record, cancellationToken).ConfigureAwait(false),
        };
    }

    private async ValueTask<BeginOrderResult?> ResumeAsync(BeginOrder intent, Record record, CancellationToken cancellationToken)
    {
        var leased = await connections.ExecuteAsync(
            Sql.LeaseIdempotency, command => BindKey(command, intent).With(record.LeaseUntil).With(intent.LeaseUntil), cancellationToken).ConfigureAwait(false);
        if (leased == 0)
        {
            return null; // another caller was faster: look again
        }

        var order = await finder.FindAsync(record.OrderNo, cancellationToken).ConfigureAwait(false);
        return new BeginOrderResult.Resumed(order ?? throw new InvalidOperationException($"Order {record.OrderNo} has an idempotency record and no row."));
    }

    private async ValueTask<BeginOrderResult?> FindTakenAsync(BeginOrder intent, CancellationToken cancellationToken) =>
        await finder.FindNumberAsync(intent.Order.MerchantId, intent.Order.MerchantOrderNo, cancellationToken).ConfigureAwait(false) is { } orderNo
            ? new BeginOrderResult.MerchantOrderNoTaken(orderNo)
            : null;

    private static NpgsqlCommand BindKey(NpgsqlCommand command, BeginOrder intent) => command
        .With(Shards.Of(intent.Order.MerchantId, intent.IdempotencyKey))
        .With(intent.Order.MerchantId)
        .With(intent.IdempotencyKey);

    private sealed record Record(byte[] Fingerprint, OrderNo OrderNo, DateTimeOffset LeaseUntil, byte[]? Answer)
    {
        public static Record Read(NpgsqlDataReader row) =>
            new(row.GetFieldValue<byte[]>(0), row.OrderNo(1), row.Time(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3));
    }
}
