using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Docs;

/// <summary>docs/errors.md has a section for every code, exception and verification failure, and for nothing else.</summary>
public sealed class ErrorDocsTests
{
    private const string Document = "docs/errors.md";

    [Fact]
    public void Every_error_has_its_section() => Findings.ShouldBeNone(
        Compare([.. Codes(), .. Exceptions(), .. Enum.GetNames<Channels.VerificationFailureReason>()], Markdown.Sections(Repository.Read(Document))),
        $"Write a section '### `name`' in {Document}, or remove the one that has no error any more.");

    [Fact]
    public void Missing_and_stale_sections_are_found() => Assert.Equal(
        ["new_code: has no section.", "old_code: is no error of the packages."],
        Compare(["kept_code", "new_code"], ["kept_code", "old_code"]));

    [Fact]
    public void Every_section_says_what_to_do()
    {
        var sections = Markdown.SectionTexts(Repository.Read(Document));
        Findings.ShouldBeNone(
            Codes().Where(code => sections.GetValueOrDefault(code) is { } text && !(text.Contains("**Meaning:**", StringComparison.Ordinal) && text.Contains("**Cause:**", StringComparison.Ordinal) && text.Contains("**Remedy:**", StringComparison.Ordinal) && text.Contains("**HTTP:**", StringComparison.Ordinal))),
            "Each code's section says Meaning, Cause, Remedy and HTTP.");
    }

    private static IEnumerable<string> Compare(IReadOnlyCollection<string> errors, IReadOnlyCollection<string> sections) =>
        errors.Except(sections, StringComparer.Ordinal).Select(error => $"{error}: has no section.")
            .Concat(sections.Except(errors, StringComparer.Ordinal).Select(section => $"{section}: is no error of the packages."));

    private static IEnumerable<string> Codes() => PublicTypes()
        .Where(type => type.Name.EndsWith("ErrorCodes", StringComparison.Ordinal))
        .SelectMany(type => type.GetFields())
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!);

    private static IEnumerable<string> Exceptions() =>
        PublicTypes().Where(type => type is { IsAbstract: false } && typeof(Exception).IsAssignableFrom(type)).Select(type => type.Name);

    private static IEnumerable<Type> PublicTypes() => Repository.SourceProjects.SelectMany(project => project.Assembly.GetExportedTypes());
}
