using System.Reflection.Metadata;
using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests.Support.Metadata;

/// <summary>A field or a method.</summary>
/// <param name="DeclaringType">Its type as the compiler wrote it.</param>
/// <param name="Name">Its name as the compiler wrote it.</param>
internal sealed partial record ScannedMember(string DeclaringType, string Name)
{
    /// <summary>The types of the field, or of the method's parameters, return value and locals.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<ScannedCall> Calls { get; init; } = [];

    public IReadOnlyList<ILOpCode> Operations { get; init; } = [];

    /// <summary>Whether the compiler made it of an <c>async</c> method or an iterator.</summary>
    public bool IsStateMachine => Name == "MoveNext" && DeclaringType.Contains(">d", StringComparison.Ordinal);

    /// <summary>The member as it was written: state machines, closures and local functions count as the method they are part of.</summary>
    public string Written
    {
        get
        {
            var type = DeclaringType;
            var name = Name;
            for (var cut = type.LastIndexOf("+<", StringComparison.Ordinal); cut >= 0; cut = type.LastIndexOf("+<", StringComparison.Ordinal))
            {
                name = Angled().Match(type, cut) is { Success: true } inner && inner.Groups["name"].Length > 0 ? inner.Groups["name"].Value : name;
                type = type[..cut];
            }

            // A member of a closure, <Outer>b__0, or a local function, <Outer>g__Inner|0_0; closures of closures nest their names.
            while (Angled().Match(name) is { Success: true, Index: 0 } own && own.Groups["name"].Length > 0)
            {
                name = own.Groups["name"].Value;
            }

            return $"{type}.{name}";
        }
    }

    [GeneratedRegex("<(?<name>[^<>]*)>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Angled();
}

/// <summary>A call of a method or a constructor.</summary>
/// <param name="DeclaringType">The called type.</param>
/// <param name="Name">The called member.</param>
/// <param name="Types">Its type, its parameters, what it returns and its generic arguments.</param>
internal sealed record ScannedCall(string DeclaringType, string Name, IReadOnlyList<string> Types)
{
    /// <summary>The called type without generic arguments.</summary>
    public string Type => DeclaringType.Split('<')[0];

    public override string ToString() => $"{Type}.{Name}";
}
