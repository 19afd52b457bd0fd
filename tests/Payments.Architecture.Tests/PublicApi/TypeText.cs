using System.Reflection;

namespace Payments.Architecture.Tests.PublicApi;

/// <summary>Types as C# writes them, with nullable annotations and without namespaces.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
        [typeof(string)] = "string", [typeof(object)] = "object",
    };

    /// <summary>A type whose annotations are not known: in a base list or a constraint.</summary>
    public static string Of(Type type) => Write(type, null);

    public static string Of(ParameterInfo parameter) => Write(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Of(PropertyInfo property) => Write(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(FieldInfo field) => Write(field.FieldType, new NullabilityInfoContext().Create(field));

    public static string Of(EventInfo member) => Write(member.EventHandlerType!, new NullabilityInfoContext().Create(member));

    private static string Write(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
        {
            return Write(type.GetElementType()!, nullability?.ElementType ?? nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Write(underlying, null)}?";
        }

        var mark = !type.IsValueType && State(nullability) == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray)
        {
            return $"{Write(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        return $"{Name(type, nullability)}{mark}";
    }

    private static NullabilityState State(NullabilityInfo? nullability) =>
        nullability is null ? NullabilityState.Unknown : nullability.ReadState == NullabilityState.Unknown ? nullability.WriteState : nullability.ReadState;

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var arguments = type.GetGenericArguments();
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var outer = type.DeclaringType is { } declaring ? $"{Name(declaring.IsGenericTypeDefinition && arguments.Length >= inherited && inherited > 0 ? declaring.MakeGenericType(arguments[..inherited]) : declaring, null)}." : "";
        var own = arguments[inherited..];
        var name = type.Name.Split('`')[0];
        return own.Length == 0 ? outer + name : $"{outer}{name}<{string.Join(", ", own.Select((argument, index) => Variance(type, argument) + Write(argument, Argument(nullability, inherited + index))))}>";
    }

    private static string Variance(Type type, Type argument) => !type.IsGenericTypeDefinition ? "" : (argument.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
    {
        GenericParameterAttributes.Covariant => "out ",
        GenericParameterAttributes.Contravariant => "in ",
        _ => "",
    };

    private static NullabilityInfo? Argument(NullabilityInfo? nullability, int index) =>
        nullability?.GenericTypeArguments is { } arguments && index < arguments.Length ? arguments[index] : null;
}
