using System.Reflection;
using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Code;

/// <summary>Nothing lives in statics that can change: two hosts in one process must not meet.</summary>
public sealed class StaticStateTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Allowance[] Allowed =
    [
        new("Payments.Simulators", "Payments.Simulators.Scenarios.ScenarioNames.ByName", "filled once and never written again"),
    ];

    private static readonly string[] MutableTypes =
    [
        "System.Collections.Generic.List`1", "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.HashSet`1",
        "System.Collections.Generic.Queue`1", "System.Collections.Generic.Stack`1", "System.Collections.Generic.LinkedList`1",
        "System.Collections.Generic.SortedDictionary`2", "System.Collections.Generic.SortedList`2", "System.Collections.Generic.SortedSet`1",
        "System.Collections.Generic.PriorityQueue`2", "System.Collections.Generic.IList`1", "System.Collections.Generic.IDictionary`2",
        "System.Collections.Generic.ISet`1", "System.Collections.Generic.ICollection`1", "System.Text.StringBuilder", "System.IO.MemoryStream",
        "System.Net.Http.HttpClient", "System.Threading.SemaphoreSlim", "System.Threading.Lock", "System.Threading.ThreadLocal`1",
        "System.Threading.AsyncLocal`1", "System.Runtime.CompilerServices.ConditionalWeakTable`2",
    ];

    public static TheoryData<string> Packages => [.. Repository.SourceProjects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Statics_do_not_change(string package)
    {
        var project = Repository.SourceProjects.Single(project => project.Name == package);
        Findings.ShouldBeNone(
            Findings.Except(project.Assembly.GetTypes().SelectMany(Find), [.. Allowed.Where(allowance => allowance.Package == package)]),
            "Make it an instance's, held by the container; a constant table is a private readonly array or a frozen collection.");
    }

    [Theory]
    [InlineData("Counter")]
    [InlineData("Seen")]
    [InlineData("Shared")]
    [InlineData("Setting")]
    public void Static_state_is_found(string member) =>
        Assert.Contains(Find(typeof(Planted.StaticState)), finding => finding.StartsWith($"{typeof(Planted.StaticState).FullName}.{member}:", StringComparison.Ordinal));

    [Fact]
    public void Constants_are_not_found() => Assert.Equal(4, Find(typeof(Planted.StaticState)).Count());

    private static IEnumerable<string> Find(Type type) => type.FullName!.Contains('<', StringComparison.Ordinal) || IsGenerated(type)
        ? []
        : type.GetFields(Statics).Where(field => !field.IsLiteral).Select(Describe).OfType<string>();

    // What a source generator keeps is the framework's own business: caches that are written once.
    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute)) && type.BaseType?.FullName == "System.Text.Json.Serialization.JsonSerializerContext";

    private static string? Describe(FieldInfo field)
    {
        var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
        var where = $"{field.DeclaringType!.FullName}.{name}";
        var type = field.FieldType.IsGenericType ? field.FieldType.GetGenericTypeDefinition().FullName! : field.FieldType.FullName ?? field.FieldType.Name;
        return !field.IsInitOnly ? $"{where}: can be set."
            : MutableTypes.Contains(type) || type.StartsWith("System.Collections.Concurrent.", StringComparison.Ordinal) ? $"{where}: is a {type}, which can change."
            : field.FieldType.IsArray && !field.IsPrivate ? $"{where}: is an array that others can write to."
            : null;
    }
}
