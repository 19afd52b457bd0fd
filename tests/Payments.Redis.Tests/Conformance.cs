using Payments.Conformance;

namespace Payments.Redis.Tests;

public sealed class LocalLocks : LockConformance<LocalFixture>;

public sealed class LocalTokens : SubmissionTokenConformance<LocalFixture>;

public sealed class LocalLimits : RateLimitConformance<LocalFixture>;

public sealed class LocalBus : CommitBusConformance<LocalFixture>;

public sealed class SingleLocks : LockConformance<SingleFixture>;

public sealed class SingleTokens : SubmissionTokenConformance<SingleFixture>;

public sealed class SingleLimits : RateLimitConformance<SingleFixture>;

public sealed class SingleBus : CommitBusConformance<SingleFixture>;

public sealed class ClusterLocks : LockConformance<ClusterFixture>;

public sealed class ClusterTokens : SubmissionTokenConformance<ClusterFixture>;

public sealed class ClusterLimits : RateLimitConformance<ClusterFixture>;

public sealed class ClusterBus : CommitBusConformance<ClusterFixture>;

public sealed class TlsLocks : LockConformance<TlsFixture>;

public sealed class TlsTokens : SubmissionTokenConformance<TlsFixture>;

public sealed class TlsLimits : RateLimitConformance<TlsFixture>;

public sealed class TlsBus : CommitBusConformance<TlsFixture>;
