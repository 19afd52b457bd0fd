using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Payments.Architecture.Tests.PublicApi;

/// <summary>Members as C# declares them; <see langword="null"/> for what users cannot reach or the compiler made.</summary>
internal static class MemberText
{
    public static string? Of(FieldInfo field)
    {
        if (!(field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) || field.IsSpecialName)
        {
            return null;
        }

        if (field.IsLiteral)
        {
            return field.DeclaringType!.IsEnum
                ? $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)}"
                : $"{Access(field.IsPublic)} const {TypeText.Of(field)} {field.Name} = {Literal(field.GetRawConstantValue())}";
        }

        return $"{Access(field.IsPublic)} {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(field)} {field.Name}";
    }

    public static string? Of(ConstructorInfo constructor) =>
        constructor.IsStatic || !IsReachable(constructor) || IsMadeByCompiler(constructor)
            ? null
            : $"{Access(constructor.IsPublic)} {constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})";

    public static string? Of(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsReachable).ToList();
        if (accessors.Count == 0 || property.Name == "EqualityContract")
        {
            return null;
        }

        var widest = accessors.FirstOrDefault(accessor => accessor.IsPublic) ?? accessors[0];
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var body = string.Concat(accessors.OrderBy(accessor => accessor == property.SetMethod).Select(accessor => $"{(accessor.IsPublic == widest.IsPublic ? "" : $"{Access(accessor.IsPublic)} ")}{Verb(property, accessor)}; "));
        return $"{Modifiers(widest)}{required}{TypeText.Of(property)} {name} {{ {body}}}";
    }

    public static string? Of(EventInfo member) =>
        member.AddMethod is { } add && IsReachable(add) ? $"{Modifiers(add)}event {TypeText.Of(member)} {member.Name}" : null;

    public static string? Of(MethodInfo method)
    {
        var isOperator = method.IsSpecialName && method.Name.StartsWith("op_", StringComparison.Ordinal);
        if (!IsReachable(method) || IsMadeByCompiler(method) || (method.IsSpecialName && !isOperator) || method.Name.Contains('<', StringComparison.Ordinal))
        {
            return null;
        }

        var generic = method.GetGenericArguments();
        var name = method.Name + (generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(type => type.Name))}>");
        var constraints = string.Concat(generic.Select(TypeDeclaration.Constraints));
        return $"{Modifiers(method)}{TypeText.Of(method.ReturnParameter)} {name}({(method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")}{Parameters(method)}){constraints}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var passing = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            _ => "",
        };
        return $"{passing}{TypeText.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "")}";
    }

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
        {
            return method.IsStatic ? "static " : "";
        }

        var isOverride = method.IsVirtual && method.GetBaseDefinition() != method;
        var kind = method.IsStatic ? "static "
            : method.IsAbstract ? isOverride ? "abstract override " : "abstract "
            : isOverride ? method.IsFinal && !method.DeclaringType.IsSealed ? "sealed override " : "override "
            : method.IsVirtual && !method.IsFinal ? "virtual "
            : "";
        return $"{Access(method.IsPublic)} {kind}";
    }

    private static string Verb(PropertyInfo property, MethodInfo accessor) =>
        accessor == property.GetMethod ? "get"
        : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init"
        : "set";

    private static string Access(bool isPublic) => isPublic ? "public" : "protected";

    private static bool IsReachable(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && method.DeclaringType is { IsSealed: false });

    private static bool IsMadeByCompiler(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        char character => $"'{character}'",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
