using System.Reflection;
using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Star;

/// <summary>What users see is closed: nothing can be derived from by accident, and every name is where its reader looks for it.</summary>
public sealed class PublicTypeTests
{
    private static readonly string[] ExtensionNamespaces = ["Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder"];

    public static TheoryData<string> Packages => [.. Repository.SourceProjects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Public_types_are_closed(string package) => Findings.ShouldBeNone(
        Load(package).GetExportedTypes().SelectMany(type => OpenBy(type, isConformance: package == "Payments.Conformance")),
        "Seal it, make it static, or give the base of a closed hierarchy private constructors.");

    [Theory]
    [MemberData(nameof(Packages))]
    public void Public_types_are_in_our_namespaces(string package) => Findings.ShouldBeNone(
        Load(package).GetExportedTypes().SelectMany(Misplaced),
        "Namespaces start with Payments; extension methods for hosts are in Microsoft.Extensions.DependencyInjection or Microsoft.AspNetCore.Builder.");

    [Theory]
    [MemberData(nameof(Packages))]
    public void Internal_classes_are_sealed(string package) => Findings.ShouldBeNone(
        Load(package).GetTypes()
            .Where(type => !type.IsVisible && type is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsDerivedFrom(type) && !type.Name.Contains('<', StringComparison.Ordinal))
            .Select(type => $"{type.FullName}: is not sealed."),
        "Seal it: nobody derives from it.");

    [Fact]
    public void Open_types_are_found()
    {
        Assert.Single(OpenBy(typeof(Planted.OpenClass), isConformance: false));
        Assert.Single(OpenBy(typeof(Planted.OpenHierarchy), isConformance: false));
        Assert.Single(Misplaced(typeof(PublicTypeTests)).Concat(Misplaced(typeof(Elsewhere.Misplaced))));
        Assert.Empty(OpenBy(typeof(PaymentEvent), isConformance: false));
    }

    private static Assembly Load(string package) => Repository.SourceProjects.Single(project => project.Name == package).Assembly;

    private static bool IsDerivedFrom(Type type) => type.Assembly.GetTypes().Any(other => other.BaseType is { } parent
        && (parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent) == type);

    private static IEnumerable<string> OpenBy(Type type, bool isConformance)
    {
        if (!type.IsClass || type.IsSealed)
        {
            yield break;
        }

        if (!type.IsAbstract)
        {
            yield return $"{type.FullName}: can be derived from.";
        }
        else if (!isConformance && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(constructor => IsReachable(constructor) && !IsCopy(constructor)))
        {
            yield return $"{type.FullName}: is abstract with a constructor that others can call.";
        }
    }

    private static bool IsReachable(ConstructorInfo constructor) => constructor.IsPublic || constructor.IsFamily || constructor.IsFamilyOrAssembly;

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType.Name == constructor.DeclaringType!.Name;

    private static IEnumerable<string> Misplaced(Type type)
    {
        var space = type.Namespace ?? "";
        var isOurs = space == "Payments" || space.StartsWith("Payments.", StringComparison.Ordinal);
        var isExtension = ExtensionNamespaces.Contains(space) && type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Extensions", StringComparison.Ordinal);
        if (!isOurs && !isExtension)
        {
            yield return $"{type.FullName}: is in namespace '{space}'.";
        }
    }
}
