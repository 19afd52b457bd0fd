using System.Text.RegularExpressions;
using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Docs;

/// <summary>Every C# block of the documents is a region of a compiled file, letter for letter: under Snippets, or of the example the page is about.</summary>
public sealed partial class SnippetTests
{
    private static readonly string[] Folders = ["tests/Payments.Architecture.Tests/Snippets/", "samples/AcmeChannel/", "tests/Payments.Conformance.Tests/"];

    [Fact]
    public void Blocks_are_compiled_snippets() => Findings.ShouldBeNone(
        Repository.Documents.SelectMany(document => Different(document, Repository.Read(document), Snippets())),
        $"Every C# block follows a line <!-- snippet: name --> and equals the region of that name under {string.Join(" or ", Folders)}.");

    [Fact]
    public void Snippets_are_used()
    {
        var used = Repository.Documents.SelectMany(document => Markdown.CodeBlocks(Repository.Read(document))).Select(block => block.Name).ToHashSet(StringComparer.Ordinal);
        Findings.ShouldBeNone(Snippets().Keys.Where(name => !used.Contains(name)).Select(name => $"{name}: is in no document."), "Remove the region.");
    }

    [Fact]
    public void Different_blocks_are_found()
    {
        var snippets = new Dictionary<string, string>(StringComparer.Ordinal) { ["one"] = "var a = 1;\n" };
        Assert.Empty(Different("page", "<!-- snippet: one -->\n```csharp\nvar a = 1;\n```\n", snippets));
        Assert.Single(Different("page", "<!-- snippet: one -->\n```csharp\nvar a = 2;\n```\n", snippets));
        Assert.Single(Different("page", "<!-- snippet: two -->\n```csharp\nvar a = 1;\n```\n", snippets));
        Assert.Single(Different("page", "```csharp\nvar a = 1;\n```\n", snippets));
    }

    [Fact]
    public void Regions_lose_their_indentation() => Assert.Equal(
        "if (x)\n{\n\n    y();\n}\n",
        Regions("class A\n{\n    #region name\n    if (x)\n    {\n\n        y();\n    }\n    #endregion\n}\n").Single().Code);

    private static IEnumerable<string> Different(string document, string text, Dictionary<string, string> snippets)
    {
        foreach (var (name, code, line) in Markdown.CodeBlocks(text))
        {
            if (name is null)
            {
                yield return $"{document}:{line}: has no snippet's name above it.";
            }
            else if (!snippets.TryGetValue(name, out var compiled))
            {
                yield return $"{document}:{line}: names snippet {name}, which does not exist.";
            }
            else if (compiled != code)
            {
                yield return $"{document}:{line}: differs from snippet {name}:{Environment.NewLine}{string.Join(Environment.NewLine, PublicApi.LineDiff.Of(code, compiled))}";
            }
        }
    }

    private static Dictionary<string, string> Snippets() => Folders.SelectMany(folder => Repository.FilesUnder(folder, ".cs"))
        .SelectMany(file => Regions(Repository.Read(file)))
        .ToDictionary(region => region.Name, region => region.Code, StringComparer.Ordinal);

    private static IEnumerable<(string Name, string Code)> Regions(string text)
    {
        foreach (Match region in Region().Matches(text))
        {
            var lines = region.Groups["code"].Value.Split('\n');
            var indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
            yield return (region.Groups["name"].Value, string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : line.Trim())));
        }
    }

    [GeneratedRegex(@"^ *#region (?<name>[\w-]+)\n(?<code>.*?)^ *#endregion", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Region();
}
