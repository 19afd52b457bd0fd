namespace Payments.Tests.Shared;

/// <summary>A database file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-test-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "payments.db");

    public string Beside(string name) => System.IO.Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
