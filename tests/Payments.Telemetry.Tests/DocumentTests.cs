using System.Text.RegularExpressions;

namespace Payments.Telemetry.Tests;

/// <summary>docs/telemetry.md and the committed list say the same.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void The_document_lists_what_the_list_lists()
    {
        var document = Row().Matches(File.ReadAllText(Find("docs/telemetry.md")))
            .Select(row => $"metric {row.Groups["name"].Value} {row.Groups["kind"].Value} {row.Groups["unit"].Value} {string.Join(' ', Tag().Matches(row.Groups["tags"].Value).Select(tag => tag.Groups["tag"].Value).Order(StringComparer.Ordinal))}".TrimEnd());
        var golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "telemetry.golden")).Where(line => line.StartsWith("metric ", StringComparison.Ordinal));

        Assert.Equal(golden, document.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_document_names_every_activity()
    {
        var document = File.ReadAllText(Find("docs/telemetry.md"));
        var traces = document[document.IndexOf("## Traces", StringComparison.Ordinal)..document.IndexOf("## Health", StringComparison.Ordinal)];
        var golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "telemetry.golden")).Where(line => line.StartsWith("activity ", StringComparison.Ordinal));

        Assert.All(golden, line => Assert.Contains($"`{line.Split(' ')[1]}`", traces, StringComparison.Ordinal));
    }

    private static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, path);
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException(path);
    }

    [GeneratedRegex(@"^\| `(?<name>payments\.[\w.]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \|(?<tags>[^|]*)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<tag>[\w.]+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Tag();
}
