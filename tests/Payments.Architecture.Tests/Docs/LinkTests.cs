using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Docs;

/// <summary>Links between documents lead somewhere.</summary>
public sealed class LinkTests
{
    [Fact]
    public void Links_lead_somewhere() => Findings.ShouldBeNone(
        Repository.Documents.SelectMany(document => Broken(document, Repository.Read(document))),
        "Correct the link; targets outside the repository are not looked at.");

    [Theory]
    [InlineData("[a](nowhere.md)", 1)]
    [InlineData("[a](errors.md#no-such-heading)", 1)]
    [InlineData("[a](#here) [b](errors.md) [c](https://shop.example/x.md)\n# Here", 0)]
    public void Broken_link_is_found(string text, int count) => Assert.Equal(count, Broken("docs/page.md", text).Count());

    private static IEnumerable<string> Broken(string document, string text)
    {
        foreach (var link in Markdown.Links(text).Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)))
        {
            var parts = link.Split('#', 2);
            var file = parts[0].Length == 0 ? document : Normalise($"{Path.GetDirectoryName(document)}/{parts[0]}");
            if (parts[0].Length > 0 && !File.Exists(Repository.PathOf(file)) && !Directory.Exists(Repository.PathOf(file)))
            {
                yield return $"{document}: links to {link}, and there is no such file.";
            }
            else if (parts.Length == 2 && !Markdown.Anchors(parts[0].Length == 0 ? text : Repository.Read(file)).Contains(parts[1], StringComparer.Ordinal))
            {
                yield return $"{document}: links to {link}, and there is no such heading.";
            }
        }
    }

    private static string Normalise(string path) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, path.TrimStart('/')))).Replace(Path.DirectorySeparatorChar, '/');
}
