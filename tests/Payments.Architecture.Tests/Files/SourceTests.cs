using System.Text.RegularExpressions;
using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Files;

/// <summary>Files stay small and finished.</summary>
public sealed partial class SourceTests(ITestOutputHelper output)
{
    private const int MaxLines = 500;

    [Fact]
    public void Sources_are_small()
    {
        var sizes = Repository.FilesUnder("src/", ".cs").Select(file => (File: file, Lines: File.ReadLines(Repository.PathOf(file)).Count())).OrderBy(size => size.Lines).ToList();
        output.WriteLine($"{sizes.Count} source files, {sizes.Sum(size => size.Lines)} lines: median {sizes[sizes.Count / 2].Lines}, p90 {sizes[sizes.Count * 9 / 10].Lines}, longest {sizes[^1].Lines} ({sizes[^1].File}).");
        Findings.ShouldBeNone(
            sizes.Where(size => size.Lines > MaxLines).Select(size => $"{size.File}: has {size.Lines} lines."),
            $"At most {MaxLines} lines a file: split it by role.");
    }

    [Theory]
    [InlineData("src/Payments.PostgreSql/")]
    [InlineData("src/Payments.Sqlite/")]
    public void A_stores_dialect_is_in_one_folder(string store)
    {
        var files = Repository.FilesUnder(store, ".cs").ToLookup(file => file.StartsWith(store + "Schema/", StringComparison.Ordinal));
        Assert.NotEmpty(files[true].SelectMany(file => Found(Statement(), file, File.ReadAllText(Repository.PathOf(file)))));
        Findings.ShouldBeNone(
            files[false].SelectMany(file => Found(Statement(), file, File.ReadAllText(Repository.PathOf(file)))),
            "Make it a constant of the folder Schema: another dialect is written by replacing that folder.");
    }

    [Fact]
    public void Nothing_is_marked_as_unfinished() => Findings.ShouldBeNone(
        Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".sh", StringComparison.Ordinal) || file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal))
            .SelectMany(file => Found(Marker(), file, File.ReadAllText(Repository.PathOf(file)))),
        "Finish it, or write it down where work is planned.");

    [Theory]
    [InlineData("// TO" + "DO: later", 1)]
    [InlineData("// HA" + "CK", 1)]
    [InlineData("/* FIX" + "ME */\n// HA" + "CK", 2)]
    [InlineData("var todoList = hackathon; // a to-do list", 0)]
    public void Marker_is_found(string text, int count) => Assert.Equal(count, Found(Marker(), "file", text).Count());

    private static IEnumerable<string> Found(Regex what, string file, string text) =>
        text.Split('\n').Select((line, index) => (Line: line, Number: index + 1)).Where(each => what.IsMatch(each.Line)).Select(each => $"{file}:{each.Number}: {each.Line.Trim()}");

    // Taken apart, so that this file does not mark itself.
    [GeneratedRegex(@"\b(TO(?:)DO|HA(?:)CK|FIX(?:)ME)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Marker();

    [GeneratedRegex(@"\b(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Statement();
}
