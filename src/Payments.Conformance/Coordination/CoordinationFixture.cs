using Payments.Coordination;

namespace Payments.Conformance;

/// <summary>What a provider gives the suites of what nodes share: nodes on a medium of their own, made for one test and gone afterwards.</summary>
public abstract class CoordinationFixture : IAsyncDisposable
{
    /// <summary>Adds a node that shares with the others of this fixture, and waits until it does. A twin of one process gives the same parts again.</summary>
    public abstract ValueTask<CoordinationNode> CreateNodeAsync();

    /// <summary>Removes the nodes and the medium's data.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return DisposeCoreAsync();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    protected abstract ValueTask DisposeCoreAsync();
}

/// <summary>One node's parts.</summary>
/// <param name="Locks">Order locks.</param>
/// <param name="Tokens">Submission tokens; all nodes of a fixture have one key.</param>
/// <param name="Limiter">Rate limits.</param>
/// <param name="Counters">Velocity counters.</param>
/// <param name="Bus">The commit bus.</param>
public sealed record CoordinationNode(IOrderLocks Locks, ISubmissionTokens Tokens, IRateLimiter Limiter, IVelocityCounters Counters, ICommitBus Bus);
