using System.Threading.Channels;

namespace Payments.Sqlite;

/// <summary>Connections that read, in parallel to each other and to the writer: each read sees one committed state.</summary>
internal sealed class ReaderPool : IDisposable
{
    private readonly Func<Session> _open;

    // As many places as readers; null stands for a connection not yet made.
    private readonly Channel<Session?> _places = Channel.CreateBounded<Session?>(MaxReaders);

    public ReaderPool(Func<Session> open)
    {
        _open = open;
        while (_places.Writer.TryWrite(null))
        {
            // until every place is there
        }
    }

    // More readers than this wait for the disk or for a core, not for a connection.
    private static int MaxReaders => Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>Reads on the calling thread once a connection is free. One statement sees one committed state.</summary>
    public async ValueTask<TResult> ReadAsync<TQuery, TResult>(TQuery query, Func<Session, TQuery, TResult> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Session? session;
        try
        {
            session = await _places.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw Writer.Stopped();
        }

        try
        {
            session ??= _open();
            return read(session, query);
        }
        catch
        {
            session?.Dispose(); // a statement may be left in the middle of its rows
            session = null;
            throw;
        }
        finally
        {
            Return(session);
        }
    }

    /// <summary>Closes the connections; one that is in use is closed by its user.</summary>
    public void Dispose()
    {
        _places.Writer.TryComplete();
        while (_places.Reader.TryRead(out var session))
        {
            session?.Dispose();
        }
    }

    private void Return(Session? session)
    {
        if (!_places.Writer.TryWrite(session))
        {
            session?.Dispose();
        }
    }
}
