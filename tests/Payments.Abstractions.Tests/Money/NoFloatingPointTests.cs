using System.Reflection;
using Xunit;

namespace Payments.Tests;

public sealed class NoFloatingPointTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Inexact = [typeof(double), typeof(float), typeof(Half)];

    [Fact]
    public void Nothing_near_money_holds_takes_or_gives_a_floating_point_number()
    {
        var types = typeof(Money).Assembly.GetTypes().Where(type =>
            type.Name.StartsWith("Money", StringComparison.Ordinal) || type.Name.StartsWith("Currency", StringComparison.Ordinal)).ToList();

        Assert.True(types.Count >= 8);
        Assert.Empty(types.SelectMany(Uses).Where(use => Inexact.Contains(use.Type)).Select(use => use.Where));
    }

    [Fact]
    public void Nothing_becomes_money_by_itself() =>
        Assert.DoesNotContain(typeof(Money).GetMethods(Everything), method => method.Name is "op_Implicit" or "op_Explicit");

    private static IEnumerable<(string Where, Type Type)> Uses(Type type)
    {
        foreach (var field in type.GetFields(Everything))
        {
            yield return ($"{type.Name}.{field.Name}", field.FieldType);
        }

        foreach (var method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            var locals = method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [];
            var result = method is MethodInfo { ReturnType: var returned } ? [returned] : Type.EmptyTypes;
            foreach (var used in method.GetParameters().Select(parameter => parameter.ParameterType).Concat(locals).Concat(result))
            {
                yield return ($"{type.Name}.{method.Name}", used.IsByRef ? used.GetElementType()! : used);
            }
        }
    }
}
