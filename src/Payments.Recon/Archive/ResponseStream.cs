namespace Payments.Recon.Archive;

/// <summary>A response's body that takes the response, and the time it is given, with it when it is closed.</summary>
internal sealed class ResponseStream(Stream body, HttpResponseMessage response, CancellationTokenSource limit) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it with ReadAsync.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await body.ReadAsync(buffer, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The archive's answer did not end in time.", fault);
        }
        catch (HttpRequestException fault)
        {
            throw new IOException($"The archive's answer broke off: {fault.Message}", fault);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            response.Dispose();
            limit.Dispose();
        }

        base.Dispose(disposing);
    }
}
