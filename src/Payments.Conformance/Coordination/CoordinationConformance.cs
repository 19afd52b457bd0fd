using Xunit;

namespace Payments.Conformance;

/// <summary>
/// Base of the suites that whatever nodes share must pass, in process or over a server. A provider writes one line for each:
/// <c>public sealed class MyLocks : LockConformance&lt;MyFixture&gt;;</c> and is told which it forgot.
/// </summary>
/// <typeparam name="TFixture">Makes the provider's nodes.</typeparam>
public abstract class CoordinationConformance<TFixture> : IAsyncLifetime
    where TFixture : CoordinationFixture, new()
{
    /// <summary>How many nodes there are.</summary>
    protected const int NodeCount = 4;

    private readonly TFixture _fixture = new();
    private readonly List<CoordinationNode> _nodes = [];

    /// <summary>The nodes of this test.</summary>
    protected IReadOnlyList<CoordinationNode> Nodes => _nodes;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts the nodes.</summary>
    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < NodeCount; i++)
        {
            _nodes.Add(await _fixture.CreateNodeAsync());
        }
    }

    /// <summary>Removes the nodes.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _fixture.DisposeAsync();
    }

    [Fact]
    public void Every_suite_is_run_by_the_provider()
    {
        var suites = typeof(CoordinationConformance<>).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(CoordinationConformance<>));
        var run = GetType().Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true, BaseType.IsGenericType: true } && type.BaseType.GetGenericArguments()[0] == typeof(TFixture))
            .Select(type => type.BaseType!.GetGenericTypeDefinition())
            .ToHashSet();
        Assert.Empty(suites.Where(suite => !run.Contains(suite)).Select(suite => suite.Name));
    }

    /// <summary>A name nobody else uses.</summary>
    protected static string NewKey() => Sample.Order().OrderNo.Value;

    /// <summary>Does something many times at once, on the nodes in turn.</summary>
    protected Task<T[]> AtOnceAsync<T>(int times, Func<CoordinationNode, int, Task<T>> act) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(i => Task.Run(() => act(_nodes[i % NodeCount], i), Cancellation)));
}
