using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Core.Routing;

/// <summary>A short name of rules that changes whenever they do.</summary>
internal static class RulesVersion
{
    private const int Length = 12;

    public static string Of(IEnumerable<RoutingRuleOptions> rules)
    {
        var text = new StringBuilder();
        foreach (var rule in rules)
        {
            // Each part says how long it is: no two sets of rules read the same.
            Add(text, rule.Name);
            AddAll(text, rule.Methods);
            AddAll(text, rule.Currencies);
            text.Append(CultureInfo.InvariantCulture, $"{rule.MinMinorUnits}..{rule.MaxMinorUnits};");
            AddAll(text, rule.Merchants);
            text.Append(CultureInfo.InvariantCulture, $"{rule.Accounts.Count};");
            foreach (var entry in rule.Accounts)
            {
                Add(text, entry.Account);
                text.Append(CultureInfo.InvariantCulture, $"{entry.Priority},{entry.Weight};");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Length];
    }

    private static void AddAll(StringBuilder text, IList<string> values)
    {
        text.Append(CultureInfo.InvariantCulture, $"{values.Count};");
        foreach (var value in values)
        {
            Add(text, value);
        }
    }

    private static void Add(StringBuilder text, string value) => text.Append(CultureInfo.InvariantCulture, $"{value.Length}:{value};");
}
