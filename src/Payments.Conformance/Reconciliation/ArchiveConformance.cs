using System.Text;
using Payments.Reconciliation;
using Xunit;

namespace Payments.Conformance;

/// <summary>What a provider gives the archive's suite: stores over data of its own, empty at first, made for one test and gone afterwards.</summary>
public abstract class ArchiveFixture : IAsyncDisposable
{
    /// <summary>Makes a store. All stores of one fixture share its data; each stands for another node. The fixture disposes of them.</summary>
    public abstract ValueTask<IArchiveStore> CreateAsync();

    /// <summary>Disposes of the stores and removes the data.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return DisposeCoreAsync();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    protected abstract ValueTask DisposeCoreAsync();
}

/// <summary>
/// What the archive asks of its store: objects are written once, whole or not at all, never replaced, and listed by name. A provider writes
/// <c>public sealed class MyArchive : ArchiveConformance&lt;MyFixture&gt;;</c>.
/// </summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class ArchiveConformance<TFixture> : IAsyncLifetime
    where TFixture : ArchiveFixture, new()
{
    /// <summary>The data of this test.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>A store.</summary>
    protected IArchiveStore Store { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store.</summary>
    public async ValueTask InitializeAsync() => Store = await Fixture.CreateAsync();

    /// <summary>Removes the data.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Fixture.DisposeAsync();
    }

    [Fact]
    public async Task An_object_comes_back_byte_for_byte()
    {
        var content = System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_007);
        Assert.True(await PutAsync("objects/ab/abcdef", content));
        Assert.True(await PutAsync("objects/ab/empty", []));
        Assert.True(await ReadAsync("objects/ab/abcdef") is { } found && found.AsSpan().SequenceEqual(content));
        Assert.True(await ReadAsync("objects/ab/empty") is { Length: 0 });
    }

    [Fact]
    public async Task What_is_not_there_is_not_opened_listed_or_deleted()
    {
        Assert.Null(await ReadAsync("objects/ab/nothing"));
        Assert.False(await Store.DeleteAsync("objects/ab/nothing", Cancellation));
        Assert.Empty(await ListAsync("objects/"));
    }

    [Fact]
    public async Task An_object_is_never_replaced()
    {
        Assert.True(await PutAsync("index/000000000001.json", "first"u8.ToArray()));
        Assert.False(await PutAsync("index/000000000001.json", "second"u8.ToArray()));
        Assert.Equal("first", Encoding.UTF8.GetString(await ReadAsync("index/000000000001.json") ?? []));
    }

    [Fact]
    public async Task Of_many_who_write_one_name_at_once_one_does()
    {
        IArchiveStore[] nodes = [Store, await Fixture.CreateAsync(), await Fixture.CreateAsync()];
        for (var round = 0; round < 5; round++)
        {
            var name = $"index/00000000000{round}.json";
            var done = await Task.WhenAll(Enumerable.Range(0, 9).Select(n => Task.Run(() => PutAsync(name, Encoding.UTF8.GetBytes($"node {n}"), nodes[n % 3]), Cancellation)));
            var winner = Assert.Single(Enumerable.Range(0, 9), n => done[n]);
            Assert.Equal($"node {winner}", Encoding.UTF8.GetString((await ReadAsync(name))!));
        }
    }

    [Fact]
    public async Task Objects_are_listed_in_the_order_of_their_names()
    {
        for (var n = 1_100; n > 0; n--)
        {
            Assert.True(await PutAsync($"index/{n:D12}.json", Encoding.UTF8.GetBytes(new string('x', n % 7))));
        }

        Assert.True(await PutAsync("objects/0a/0a1", "x"u8.ToArray()));
        Assert.Equal(
            Enumerable.Range(1, 1_100).Select(n => new ArchiveObject($"index/{n:D12}.json", n % 7)),
            await ListAsync("index/"));
        Assert.Equal([new ArchiveObject("objects/0a/0a1", 1)], await ListAsync("objects/"));
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_may_be_written_again()
    {
        Assert.True(await PutAsync("objects/ab/abc", "x"u8.ToArray()));
        Assert.True(await Store.DeleteAsync("objects/ab/abc", Cancellation));
        Assert.Null(await ReadAsync("objects/ab/abc"));
        Assert.True(await PutAsync("objects/ab/abc", "y"u8.ToArray()));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("objects/../../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("objects//x")]
    [InlineData("objects/A")]
    [InlineData("objects/ab?x")]
    [InlineData("")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(name, "x"u8.ToArray()));
        await Assert.ThrowsAsync<ArgumentException>(() => ReadAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(name, Cancellation));
    }

    private async Task<bool> PutAsync(string name, byte[] content, IArchiveStore? store = null)
    {
        using var stream = new MemoryStream(content, writable: false);
        return await (store ?? Store).PutAsync(name, stream, Cancellation);
    }

    private async Task<byte[]?> ReadAsync(string name)
    {
        await using var content = await Store.OpenAsync(name, Cancellation);
        if (content is null)
        {
            return null;
        }

        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, Cancellation);
        return copy.ToArray();
    }

    private async Task<List<ArchiveObject>> ListAsync(string prefix)
    {
        var found = new List<ArchiveObject>();
        await foreach (var item in Store.ListAsync(prefix, Cancellation))
        {
            found.Add(item);
        }

        return found;
    }
}
