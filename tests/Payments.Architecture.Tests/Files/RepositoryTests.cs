using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Files;

/// <summary>The repository builds the same everywhere: it names no package source and no machine.</summary>
public sealed partial class RepositoryTests
{
    private const int MaxTextBytes = 4 * 1024 * 1024;

    [Fact]
    public void Restore_settings_name_no_source()
    {
        var settings = XDocument.Parse(Repository.Read("nuget.config"));
        Findings.ShouldBeNone(
            settings.Descendants().Where(element => element.Name.LocalName is "packageSources" or "packageSourceMapping" or "packageSourceCredentials").Select(element => $"nuget.config: has {element.Name.LocalName}."),
            "Package sources are the machine's own.");
        Assert.DoesNotContain("://", Repository.Read("nuget.config"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_project_has_its_lock_file()
    {
        var projects = Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));
        Findings.ShouldBeNone(
            projects.Select(file => $"{Path.GetDirectoryName(file)!.Replace(Path.DirectorySeparatorChar, '/')}/packages.lock.json").Where(file => !Repository.Files.Contains(file, StringComparer.Ordinal)).Select(file => $"{file}: is missing."),
            "dotnet restore writes it; commit it.");
    }

    [Fact]
    public void Every_package_has_its_readme_and_description() => Findings.ShouldBeNone(
        Repository.SourceProjects
            .Where(project => !File.Exists(Path.Combine(project.Folder, "README.md")) || !XDocument.Load(project.Path).Descendants().Any(element => element.Name.LocalName == "Description"))
            .Select(project => $"{project.Name}: has no README.md or no Description."),
        "The README is packed and is what a user sees first; without it the package does not pack.");

    [Fact]
    public void Package_versions_are_in_one_place() => Findings.ShouldBeNone(
        Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) || (file.EndsWith(".props", StringComparison.Ordinal) && file != "Directory.Packages.props"))
            .Where(file => XDocument.Parse(Repository.Read(file)).Descendants().Any(element => element.Name.LocalName == "PackageReference" && (element.Attribute("Version") ?? element.Attribute("VersionOverride")) is not null))
            .Select(file => $"{file}: states a version."),
        "Versions live in Directory.Packages.props.");

    [Fact]
    public void No_file_names_a_registry_or_a_machine() => Findings.ShouldBeNone(
        Repository.Files.SelectMany(file => Named(file, ReadText(file))),
        "Registry hosts and absolute paths belong to machines, not to the repository.");

    [Theory]
    [InlineData("\"resolved\": \"https://packages.example/x.tgz\"", 1)]
    [InlineData("see registry.np" + "mjs.org", 1)]
    [InlineData("source https://api.nu" + "get.org/v3/index.json", 1)]
    [InlineData("/ho" + "me/alice/src", 1)]
    [InlineData("\"/ro" + "ot/.nu" + "get/packages\"", 1)]
    [InlineData("C:\\Us" + "ers\\alice", 1)]
    [InlineData("https://shop.example/home/alice and src/home/alice", 0)]
    [InlineData("/usr/bin/chromium and /payments/orders", 0)]
    public void Machine_is_found(string text, int count) => Assert.Equal(count, Named("file", text).Count());

    private static IEnumerable<string> Named(string file, string text) =>
        text.Split('\n').Select((line, index) => (Line: line, Number: index + 1)).Where(each => Machine().IsMatch(each.Line)).Select(each => $"{file}:{each.Number}: {Machine().Match(each.Line).Value}");

    private static string ReadText(string file)
    {
        var path = Repository.PathOf(file);
        if (new FileInfo(path).Length > MaxTextBytes)
        {
            return "";
        }

        var bytes = File.ReadAllBytes(path);
        return bytes.AsSpan().Contains((byte)0) ? "" : Encoding.UTF8.GetString(bytes);
    }

    // Taken apart, so that this file does not name them itself.
    [GeneratedRegex("""("resolved"\s*:\s*"https?:)|(registry\.np(?:)mjs)|(npm(?:)mirror)|(nu(?:)get\.org)|(pkgs\.dev\.az(?:)ure)|(arti(?:)factory)|((?<![\w./-])/(ho(?:)me|Us(?:)ers)/\w)|((?<![\w./-])/(ro(?:)ot|wo(?:)rk)/[\w.])|([A-Z]:\\Us(?:)ers\\)""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Machine();
}
