using Payments.Architecture.Tests.Support;
using Payments.Architecture.Tests.Support.Metadata;

namespace Payments.Architecture.Tests.Star;

/// <summary>Every package refers to Payments.Abstractions and to nothing else of ours; the host composes them.</summary>
public sealed class StarTests
{
    private const string Centre = "Payments.Abstractions";

    // The command line is a host: it composes packages, and no package refers to it.
    private const string Host = "Payments.Cli";

    public static TheoryData<string> Packages => [.. Repository.SourceProjects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_refers_to_the_abstractions_only(string package)
    {
        var project = Find(package);
        Findings.ShouldBeNone(
            WrongReferences(package, project.References).Concat(WrongReferences(package, Ours(AssemblyScan.ReferencedAssemblies(project.AssemblyPath)))).Distinct(StringComparer.Ordinal),
            "Move what is shared into Payments.Abstractions, or link it from src/Shared; the host composes the packages.");
    }

    [Theory]
    [InlineData("Payments.Core", "Payments.Sqlite")]
    [InlineData("Payments.Abstractions", "Payments.Core")]
    [InlineData("Payments.Simulators", "Payments.Abstractions")]
    [InlineData("Payments.Conformance", "Payments.Core")]
    [InlineData("Payments.Recon", "Payments.Cli")]
    [InlineData("Payments.Cli", "Payments.Cli")]
    public void Wrong_reference_is_found(string package, string reference) =>
        Assert.Single(WrongReferences(package, [reference]));

    [Fact]
    public void Every_project_has_the_name_of_its_folder_and_is_in_the_solution()
    {
        var solution = Repository.Read("Payments.Sdk.sln");
        var projects = Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).ToList();
        var misnamed = projects.Where(file => Path.GetFileNameWithoutExtension(file) != file.Split('/')[^2]).Select(file => $"{file}: is not named after its folder.");
        var absent = projects.Where(file => !solution.Contains(file.Replace('/', '\\'), StringComparison.Ordinal)).Select(file => $"{file}: is not in Payments.Sdk.sln.");
        Findings.ShouldBeNone(misnamed.Concat(absent), "dotnet sln Payments.Sdk.sln add <project>: what is not in the solution is neither built nor packed.");
    }

    private static SourceProject Find(string package) => Repository.SourceProjects.Single(project => project.Name == package);

    private static IReadOnlyList<string> Ours(IEnumerable<string> assemblies) =>
        [.. assemblies.Where(name => Repository.SourceProjects.Any(project => project.Name == name))];

    private static IEnumerable<string> WrongReferences(string package, IReadOnlyList<string> references)
    {
        var allowed = package is Centre or "Payments.Simulators" ? "" : Centre;
        return references.Where(reference => package == Host ? reference == Host : reference != allowed).Select(reference => $"{package}: refers to {reference}.");
    }
}
