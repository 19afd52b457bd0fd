using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests.Docs;

/// <summary>The parts of a document the tests look at.</summary>
internal static partial class Markdown
{
    /// <summary>The names in headings of the third level that consist of one name in backquotes.</summary>
    public static IReadOnlyList<string> Sections(string text) => [.. SectionTexts(text).Keys];

    public static IReadOnlyDictionary<string, string> SectionTexts(string text)
    {
        var sections = new Dictionary<string, string>(StringComparer.Ordinal);
        var headings = NamedHeading().Matches(text);
        foreach (Match heading in headings)
        {
            var start = heading.Index + heading.Length;
            var next = AnyHeading().Match(text, start);
            sections.Add(heading.Groups["name"].Value, text[start..(next.Success ? next.Index : text.Length)]);
        }

        return sections;
    }

    /// <summary>The C# blocks, each with the name of the comment <c>&lt;!-- snippet: name --&gt;</c> above it.</summary>
    public static IEnumerable<(string? Name, string Code, int Line)> CodeBlocks(string text) => CodeBlock().Matches(text).Select(block => (
        block.Groups["name"] is { Success: true } name ? name.Value : null,
        block.Groups["code"].Value,
        text.AsSpan(0, block.Index).Count('\n') + 1));

    /// <summary>The JSON blocks.</summary>
    public static IEnumerable<string> JsonBlocks(string text) => JsonBlock().Matches(text).Select(block => block.Groups["json"].Value);

    /// <summary>The targets of links and images.</summary>
    public static IEnumerable<string> Links(string text) => Link().Matches(CodeFence().Replace(text, "")).Select(link => link.Groups["target"].Value);

    /// <summary>The anchors of the headings, as the usual renderers make them.</summary>
    public static IEnumerable<string> Anchors(string text) => AnyHeading().Matches(CodeFence().Replace(text, "")).Select(heading =>
        NotInAnchor().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"^### `(?<name>[^`]+)`\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NamedHeading();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AnyHeading();

    [GeneratedRegex(@"(<!-- snippet: (?<name>[\w-]+) -->\n)?^```(csharp|cs|c#)[^\n]*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^```json[^\n]*\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex JsonBlock();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex CodeFence();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 10_000)]
    private static partial Regex NotInAnchor();
}
