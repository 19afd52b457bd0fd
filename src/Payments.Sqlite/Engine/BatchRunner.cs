using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Payments.Sqlite;

/// <summary>
/// Commits writes together. Each has a savepoint, so that one that fails is undone alone. Where the whole transaction is lost, nobody was told
/// anything yet, and each write is done again in a transaction of its own: only the guilty ones fail.
/// </summary>
internal sealed class BatchRunner(Func<Session> open, TimeSpan busyTimeout, ILogger logger, CancellationToken stop) : IDisposable
{
    /// <summary>How long SQLite itself waits for a lock: short, so that stopping is noticed in between.</summary>
    public static readonly TimeSpan LockSlice = TimeSpan.FromMilliseconds(50);

    private Session? _session;

    /// <summary>Runs the writes and releases every one of them, whatever happens.</summary>
    public void Run(List<Write> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        if (TryBegin(out var fault))
        {
            fault = TryCommit(batch);
        }
        else
        {
            batch.ForEach(write => write.Fail(fault));
            fault = null;
        }

        if (fault is not null)
        {
            Log.BatchSplit(logger, batch.Count, fault);
            RunApart(batch);
        }

        batch.ForEach(write => write.Release());
    }

    public void Dispose() => _session?.Dispose();

    private static void RunGuarded(Session session, Write write)
    {
        session.Prepare(Sql.Savepoint).Execute();
        try
        {
            write.Run(session);
        }
        catch (Exception fault) when (session.InTransaction)
        {
            session.ResetStatements();
            session.Prepare(Sql.RollbackToSavepoint).Execute();
            write.Fail(fault);
        }

        session.Prepare(Sql.ReleaseSavepoint).Execute();
    }

    /// <summary>Commits the writes, those that failed alone left out.</summary>
    /// <returns>Why the whole transaction is lost, or <see langword="null"/>.</returns>
    private Exception? TryCommit(List<Write> batch)
    {
        var session = _session!;
        try
        {
            batch.ForEach(write => RunGuarded(session, write));
            session.Prepare(Sql.Commit).Execute();
            return null;
        }
        catch (Exception fault)
        {
            Undo(fault);
            return fault;
        }
    }

    private void RunApart(List<Write> batch)
    {
        Exception? locked = null;
        var alone = new List<Write>(1);
        foreach (var write in batch)
        {
            alone.Clear();
            alone.Add(write);
            if (locked is null && TryBegin(out locked))
            {
                if (TryCommit(alone) is { } fault)
                {
                    write.Fail(fault);
                }
            }
            else
            {
                write.Fail(locked!); // nobody else waits for the same lock again
            }
        }
    }

    private bool TryBegin([NotNullWhen(false)] out Exception? fault)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                _session ??= open();
                _session.Prepare(Sql.BeginWrite).Execute();
                fault = null;
                return true;
            }
            catch (SqliteException busy) when (
                busy.SqliteErrorCode == raw.SQLITE_BUSY && Stopwatch.GetElapsedTime(began) < busyTimeout && !stop.IsCancellationRequested)
            {
                // SQLite waited one slice; the lock is another process's.
            }
            catch (Exception own)
            {
                Log.NotBegun(logger, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds, own);
                Undo(own);
                fault = own;
                return false;
            }
        }
    }

    /// <summary>Leaves no transaction open; a connection that may be broken is replaced.</summary>
    private void Undo(Exception fault)
    {
        try
        {
            _session?.ResetStatements();
            _session?.Rollback();
        }
        catch (SqliteException)
        {
            Discard();
        }

        if (fault is not SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_CONSTRAINT or raw.SQLITE_FULL })
        {
            Discard();
        }
    }

    private void Discard()
    {
        _session?.Dispose();
        _session = null;
    }
}
