using Payments.Conformance;
using Payments.Redis.Tests.Support;

namespace Payments.Redis.Tests;

/// <summary>The twins in one process.</summary>
public sealed class LocalFixture : CoordinationFixture
{
    private RedisNode? _node;

    public override async ValueTask<CoordinationNode> CreateNodeAsync() => (_node ??= await RedisNode.StartAsync(null)).Parts;

    protected override async ValueTask DisposeCoreAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }
    }
}

/// <summary>Nodes on one Redis server.</summary>
public sealed class SingleFixture : CoordinationFixture
{
    private readonly Nodes _nodes = new(async options => options.ConnectionString = (await Servers.SingleAsync()).ConnectionString);

    public override async ValueTask<CoordinationNode> CreateNodeAsync() => await _nodes.AddAsync();

    protected override ValueTask DisposeCoreAsync() => _nodes.DisposeAsync();
}

/// <summary>Nodes on a cluster of three masters.</summary>
public sealed class ClusterFixture : CoordinationFixture
{
    private readonly Nodes _nodes = new(async options => options.ConnectionString = (await Servers.ClusterAsync()).ConnectionString);

    public override async ValueTask<CoordinationNode> CreateNodeAsync() => await _nodes.AddAsync();

    protected override ValueTask DisposeCoreAsync() => _nodes.DisposeAsync();
}

/// <summary>Nodes on a server with TLS, a certificate authority of its own and a password.</summary>
public sealed class TlsFixture : CoordinationFixture
{
    private readonly Nodes _nodes = new(async options =>
    {
        options.ConnectionString = (await Servers.TlsAsync()).ConnectionString;
        options.CertificateAuthority = Servers.Authority.AuthorityFile;
    });

    public override async ValueTask<CoordinationNode> CreateNodeAsync() => await _nodes.AddAsync();

    protected override ValueTask DisposeCoreAsync() => _nodes.DisposeAsync();
}

/// <summary>Nodes with keys of their own on a server that others use too.</summary>
internal sealed class Nodes(Func<RedisOptions, Task> configure) : IAsyncDisposable
{
    private readonly List<RedisNode> _nodes = [];
    private readonly string _prefix = $"t{Guid.NewGuid():N}:";

    public async Task<CoordinationNode> AddAsync()
    {
        var options = new RedisOptions();
        await configure(options);
        var node = await RedisNode.StartAsync(redis =>
        {
            redis.ConnectionString = options.ConnectionString;
            redis.CertificateAuthority = options.CertificateAuthority;
            redis.KeyPrefix = _prefix;
            redis.CommandTimeout = TimeSpan.FromSeconds(5);
        });
        _nodes.Add(node);
        await node.WaitUntilUpAsync();
        return node.Parts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
