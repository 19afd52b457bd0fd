using System.Reflection;
using System.Text;

namespace Payments.Architecture.Tests.PublicApi;

/// <summary>Everything a user of a package can name, in a stable order: what a change of this text breaks, a change of the package breaks.</summary>
internal static class ApiPrinter
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly) => Print(assembly.GetExportedTypes());

    public static string Print(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        foreach (var space in types.GroupBy(type => type.Namespace ?? "", StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("namespace ").Append(space.Key).Append('\n');
            foreach (var type in space.OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                text.Append('\n').Append(TypeDeclaration.Of(type)).Append('\n');
                foreach (var member in Members(type))
                {
                    text.Append("    ").Append(member).Append('\n');
                }
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + '\n';
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [];
        }

        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(MemberText.Of).OfType<string>();
        }

        return Sorted(type.GetFields(Own).Select(MemberText.Of))
            .Concat(Sorted(type.GetConstructors(Own).Select(MemberText.Of)))
            .Concat(Sorted(type.GetProperties(Own).Select(MemberText.Of)))
            .Concat(Sorted(type.GetEvents(Own).Select(MemberText.Of)))
            .Concat(Sorted(type.GetMethods(Own).Select(MemberText.Of)));
    }

    private static IEnumerable<string> Sorted(IEnumerable<string?> members) => members.OfType<string>().Order(StringComparer.Ordinal);
}
