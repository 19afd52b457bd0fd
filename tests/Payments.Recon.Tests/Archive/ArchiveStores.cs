using Payments.Conformance;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Archive;

public sealed class FolderArchive : ArchiveConformance<FolderFixture>;

public sealed class S3Archive : ArchiveConformance<S3Fixture>;

public sealed class WebHdfsArchive : ArchiveConformance<WebHdfsFixture>;

public sealed class FolderFixture : ArchiveFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-archive-").FullName;

    public override ValueTask<IArchiveStore> CreateAsync() => new(new FolderArchiveStore(_folder));

    protected override ValueTask DisposeCoreAsync()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed class S3Fixture : ArchiveFixture
{
    private readonly List<S3ArchiveStore> _stores = [];
    private FakeS3? _server;

    public override async ValueTask<IArchiveStore> CreateAsync()
    {
        _server ??= await FakeS3.StartAsync();
        var store = new S3ArchiveStore(
            new S3ArchiveOptions
            {
                Endpoint = _server.Address,
                Region = "cn-north-1",
                Bucket = "finance",
                Prefix = "pay ments/",
                AccessKeyId = FakeS3.AccessKeyId,
                SecretAccessKey = FakeS3.SecretAccessKey,
                Timeout = TimeSpan.FromSeconds(60),
            },
            TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        _stores.ForEach(store => store.Dispose());
        if (_server is not null)
        {
            Assert.Empty(_server.Refused);
            await _server.DisposeAsync();
        }
    }
}

public sealed class WebHdfsFixture : ArchiveFixture
{
    private readonly List<WebHdfsArchiveStore> _stores = [];
    private FakeHdfs? _server;

    public override async ValueTask<IArchiveStore> CreateAsync()
    {
        _server ??= await FakeHdfs.StartAsync();
        var store = new WebHdfsArchiveStore(new WebHdfsArchiveOptions { Endpoint = _server.Address, Folder = "/payments/archive", User = "finance", Timeout = TimeSpan.FromSeconds(60) }, TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        _stores.ForEach(store => store.Dispose());
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
