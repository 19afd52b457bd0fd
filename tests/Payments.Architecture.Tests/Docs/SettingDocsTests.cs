using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Docs;

/// <summary>docs/configuration.md has a row for every setting.</summary>
public sealed partial class SettingDocsTests
{
    private const string Document = "docs/configuration.md";

    [Fact]
    public void Every_setting_is_documented() => Findings.ShouldBeNone(
        Missing(Options(), Repository.Read(Document)),
        $"Add a row '| `Name` | unit and range | default | meaning |' under the heading of its class in {Document}.");

    [Fact]
    public void Every_row_is_a_setting()
    {
        var names = Options().SelectMany(Settings).Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal);
        Findings.ShouldBeNone(
            Row().Matches(Repository.Read(Document)).Select(row => row.Groups["name"].Value.Split(':')[^1]).Where(name => !names.Contains(name)).Select(name => $"{name}: is no setting."),
            $"Remove the row from {Document}, or correct its name.");
    }

    [Fact]
    public void Settings_shown_in_JSON_exist()
    {
        var names = Options().SelectMany(Settings).Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal);
        Findings.ShouldBeNone(
            Repository.Documents.SelectMany(document => Markdown.JsonBlocks(Repository.Read(document)).SelectMany(json => Unknown(json, names)).Select(name => $"{document}: shows {name}.")),
            "JSON in the documents is whole and, under Payments, holds settings that exist.");
    }

    [Theory]
    [InlineData("{ \"Payments\": { \"Sqlite\": { \"Known\": 1 } } }", 0)]
    [InlineData("{ \"Payments\": { \"Sqlite\": { \"Misspelt\": 1 } } }", 1)]
    [InlineData("{ \"orderNo\": 1 }", 0)]
    [InlineData("{ \"orderNo\": … }", 1)]
    public void Wrong_JSON_is_found(string json, int count) => Assert.Equal(count, Unknown(json, ["Known"]).Count());

    [Fact]
    public void Missing_setting_is_found()
    {
        Assert.Single(Missing([typeof(Planted.PlantedOptions)], "| `Known` | x |"));
        Assert.Empty(Missing([typeof(Planted.PlantedOptions)], "| `Known` | x |\n| `Section:Forgotten` | x |"));
    }

    private static IEnumerable<string> Missing(IEnumerable<Type> options, string text)
    {
        var rows = Row().Matches(text).Select(row => row.Groups["name"].Value.Split(':')[^1]).ToHashSet(StringComparer.Ordinal);
        return options.SelectMany(type => Settings(type).Where(setting => !rows.Contains(setting.Name)).Select(setting => $"{type.Name}.{setting.Name}: is not documented."));
    }

    private static IEnumerable<string> Unknown(string json, HashSet<string> names)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("Payments", out var payments) ? [.. Leaves(payments).Where(name => !names.Contains(name))] : [];
        }
        catch (JsonException fault)
        {
            return [$"what is no JSON ({fault.Message})"];
        }
    }

    private static IEnumerable<string> Leaves(JsonElement element) => element.EnumerateObject().SelectMany(member =>
        member.Value.ValueKind == JsonValueKind.Object ? Leaves(member.Value) : [member.Name]);

    // The simulators are no part of a merchant's host; their flags are told by --help and their own README. Records are options of one call.
    private static IEnumerable<Type> Options() => Repository.SourceProjects
        .Where(project => project.Name != "Payments.Simulators")
        .SelectMany(project => project.Assembly.GetExportedTypes())
        .Where(type => type is { IsClass: true } && type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetMethod("<Clone>$") is null);

    private static IEnumerable<PropertyInfo> Settings(Type type) => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(property => !property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| `(?<name>[\w:<>-]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();
}
