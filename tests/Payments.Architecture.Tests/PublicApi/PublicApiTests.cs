using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.PublicApi;

/// <summary>The public surface changes only on purpose: it is compared with PublicApi/&lt;package&gt;.txt.</summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "PAYMENTS_ACCEPT_API";

    public static TheoryData<string> Packages => [.. Repository.SourceProjects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Surface_is_the_accepted_one(string package)
    {
        var file = Path.Combine(Repository.TestFolder, "PublicApi", $"{package}.txt");
        var actual = ApiPrinter.Print(Repository.SourceProjects.Single(project => project.Name == package).Assembly);
        var accepted = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (actual == accepted)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        Assert.Fail(
            $"The public surface of {package} changed:{Environment.NewLine}{string.Join(Environment.NewLine, LineDiff.Of(accepted, actual))}{Environment.NewLine}"
            + $"If that is meant: {AcceptVariable}=1 dotnet run --project tests/Payments.Architecture.Tests -- -class '*PublicApiTests', read the difference, commit it, and write it into CHANGELOG.md.");
    }

    [Fact]
    public void Every_snapshot_has_its_package()
    {
        var snapshots = Directory.EnumerateFiles(Path.Combine(Repository.TestFolder, "PublicApi"), "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!);
        Findings.ShouldBeNone(
            snapshots.Where(snapshot => Repository.SourceProjects.All(project => project.Name != snapshot)).Select(snapshot => $"{snapshot}.txt: has no package."),
            "Delete the snapshot of a package that is gone.");
    }

    [Fact]
    public void Printer_shows_what_users_can_name() => Assert.Equal(
        """
        namespace Payments.Architecture.Tests.Planted

        public interface ISurface<in T> where T : class
            T2? Find<T2>(string? name, T value, int limit = 3)

        public abstract record Surface : IDisposable
            public const string Word = "word"
            protected Surface(IReadOnlyList<string?> names)
            protected string? Hidden { get; set; }
            public abstract string Name { get; }
            public required long Amount { get; init; }
            public sealed override string ToString()
            public static bool TryParse(string? text, out Surface? surface)
            public void Dispose()

        public enum SurfaceKind : byte
            None = 0
            Some = 7

        """.ReplaceLineEndings("\n"),
        ApiPrinter.Print([typeof(Planted.Surface), typeof(Planted.ISurface<>), typeof(Planted.SurfaceKind)]));

    [Fact]
    public void Difference_shows_lines_gone_and_come() => Assert.Equal(["- b", "+ c", "+ e"], LineDiff.Of("a\nb\nd\n", "a\nc\nd\ne\n"));
}
