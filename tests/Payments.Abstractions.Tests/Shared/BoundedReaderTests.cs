using Payments.Shared;
using Xunit;

namespace Payments.Tests;

public sealed class BoundedReaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(0, 10, null)]
    [InlineData(10, 10, null)]
    [InlineData(10, 10, 10L)]
    [InlineData(10, 10, 3L)]
    [InlineData(10, 100, 0L)]
    [InlineData(9, 10, 10L)]
    [InlineData(5_000, 5_000, null)]
    [InlineData(100_000, 1_000_000, 7L)]
    public async Task A_body_within_the_limit_is_read_whole_whatever_was_promised(int length, int limit, long? promised)
    {
        var content = Bytes(length);
        foreach (Stream stream in new[] { new MemoryStream(content), new DripStream(content) })
        {
            var body = await BoundedReader.ReadAsync(stream, limit, promised, Cancellation);

            Assert.False(body.IsOverflow);
            Assert.Equal(content, body.Bytes);
        }
    }

    [Theory]
    [InlineData(1, 0, null)]
    [InlineData(11, 10, null)]
    [InlineData(11, 10, 10L)]
    [InlineData(100_000, 4_096, null)]
    [InlineData(100_000, 65_536, 1L)]
    public async Task A_longer_body_is_told_after_one_byte_too_many(int length, int limit, long? promised)
    {
        using var stream = new MemoryStream(Bytes(length));

        var body = await BoundedReader.ReadAsync(stream, limit, promised, Cancellation);

        Assert.True(body.IsOverflow);
        Assert.Empty(body.Bytes);
        Assert.Equal(limit + 1, stream.Position);
    }

    [Fact]
    public async Task A_promise_beyond_the_limit_is_refused_unread()
    {
        using var stream = new MemoryStream(Bytes(5));

        Assert.True((await BoundedReader.ReadAsync(stream, 10, 11, Cancellation)).IsOverflow);
        Assert.Equal(0, stream.Position);
    }

    [Fact]
    public async Task Cancellation_ends_the_wait()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await BoundedReader.ReadAsync(new MemoryStream(Bytes(5)), 10, null, cancelled.Token));
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];
}
