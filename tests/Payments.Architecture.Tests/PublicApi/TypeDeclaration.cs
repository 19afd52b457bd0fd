using System.Reflection;

namespace Payments.Architecture.Tests.PublicApi;

/// <summary>The first line of a type.</summary>
internal static class TypeDeclaration
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static string Of(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return $"public delegate {MemberText.Of(type.GetMethod("Invoke")!)}";
        }

        var parameters = type.GetGenericArguments();
        var bases = Bases(type).ToList();
        return $"public {Modifiers(type)}{Kind(type)} {TypeText.Of(type)}{(bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}")}{string.Concat(parameters.Select(Constraints))}";
    }

    public static string Constraints(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        List<string> parts = [];
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            parts.Add("struct");
        }
        else
        {
            parts.AddRange(attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>());
            parts.AddRange(parameter.GetGenericParameterConstraints().Select(TypeText.Of));
            parts.AddRange(attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) ? ["new()"] : Array.Empty<string>());
        }

        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }

    private static string Modifiers(Type type) => type switch
    {
        { IsInterface: true } or { IsEnum: true } => "",
        { IsValueType: true } => (IsReadOnly(type) ? "readonly " : "") + (type.IsByRefLike ? "ref " : ""),
        { IsAbstract: true, IsSealed: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsSealed: true } => "sealed ",
        _ => "",
    };

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => IsRecord(type) ? "record struct" : "struct",
        _ => IsRecord(type) ? "record" : "class",
    };

    private static bool IsRecord(Type type) => type.GetMethods(Own).Any(method => method.Name == "<Clone>$")
        || (type.IsValueType && type.GetMethods(Own).Any(method => method.Name == "PrintMembers"));

    private static bool IsReadOnly(Type type) => type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsReadOnlyAttribute");

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
        {
            var number = Enum.GetUnderlyingType(type);
            return number == typeof(int) ? [] : [TypeText.Of(number)];
        }

        var inherited = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? parent : null;
        var interfaces = type.GetInterfaces()
            .Where(each => each.IsVisible && inherited?.GetInterfaces().Contains(each) != true)
            .Where(each => !(IsRecord(type) && each.Name == "IEquatable`1"))
            .Select(TypeText.Of)
            .Order(StringComparer.Ordinal);
        return inherited is null ? interfaces : interfaces.Prepend(TypeText.Of(inherited));
    }
}
