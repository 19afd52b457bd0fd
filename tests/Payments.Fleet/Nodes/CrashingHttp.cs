using Microsoft.AspNetCore.Http;

namespace Payments.Fleet.Nodes;

/// <summary>Can die while an answer is on its way, and after a callback was acknowledged.</summary>
internal static class CrashingHttp
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next, CrashSwitch crash)
    {
        var path = context.Request.Path;
        if (crash.IsArmed(CrashPoint.AnswerHalfSent) && HttpMethods.IsPost(context.Request.Method) && path == "/payments/orders")
        {
            context.Response.Body = new HalfSent(context.Response.Body, crash);
        }

        await next(context);
        if (path.StartsWithSegments("/payments/notify", StringComparison.Ordinal) && context.Response.StatusCode < 300)
        {
            crash.Reach(CrashPoint.CallbackAfterAcknowledge);
        }
    }

    private sealed class HalfSent(Stream inner, CrashSwitch crash) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (crash.IsNow(CrashPoint.AnswerHalfSent))
            {
                await inner.WriteAsync(buffer[..(buffer.Length / 2)], cancellationToken);
                await inner.FlushAsync(cancellationToken);
                crash.Die(CrashPoint.AnswerHalfSent);
            }

            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
