using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Options;

namespace Payments.Core.Routing;

/// <summary>Checks the rules of routing, when the host starts and whenever they change.</summary>
internal sealed class RoutingRulesCheck(IOptions<PaymentsOptions> options, IEnumerable<ChannelRegistration> registrations, ConfigurationPath path) : IConfigurationCheck
{
    private const int MostRules = 256;
    private const int LongestName = 64;

    public IEnumerable<ConfigurationProblem> Check()
    {
        var accounts = registrations.Select(registration => registration.Account).ToList();
        if (accounts.Count > RouteTable.MostAccounts)
        {
            yield return new(path.Of("(channel accounts)"), $"are {accounts.Count}.", $"Routing takes {RouteTable.MostAccounts} at most: spread them over several hosts.");
        }

        foreach (var problem in Find(options.Value.Routing.Rules, accounts, path))
        {
            yield return problem;
        }
    }

    /// <summary>Every problem of the rules, by its path.</summary>
    public static IEnumerable<ConfigurationProblem> Find(IList<RoutingRuleOptions> rules, IReadOnlyCollection<string> accounts, ConfigurationPath path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var root = path.Of("Routing:Rules");
        if (rules.Count > MostRules)
        {
            yield return new(root, $"are {rules.Count}.", $"Keep to {MostRules}; a rule may name many methods, currencies and merchants.");
        }

        foreach (var (index, rule) in rules.Index())
        {
            foreach (var problem in OfRule($"{root}:{index}", rule, accounts))
            {
                yield return problem;
            }

            if (!names.Add(rule.Name))
            {
                yield return new($"{root}:{index}:Name", $"'{rule.Name}' is the name of an earlier rule, too.", "Give each rule a name of its own: records tell rules apart by it.");
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> OfRule(string path, RoutingRuleOptions rule, IReadOnlyCollection<string> accounts) =>
    [
        .. NameProblems(path, rule.Name),
        .. ConditionProblems(path, rule),
        .. AmountProblems(path, rule),
        .. AccountProblems(path, rule.Accounts, accounts),
    ];

    private static IEnumerable<ConfigurationProblem> NameProblems(string path, string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl))
        {
            yield return new($"{path}:Name", $"is not 1 to {LongestName} printable characters.", "Name the rule for what it is for, as big-amounts.");
        }
    }

    private static IEnumerable<ConfigurationProblem> ConditionProblems(string path, RoutingRuleOptions rule)
    {
        foreach (var (index, method) in rule.Methods.Index())
        {
            var form = method.EndsWith(".*", StringComparison.Ordinal) ? $"{method[..^1]}x" : method;
            if (!PaymentMethod.TryParse(form, out _))
            {
                yield return new($"{path}:Methods:{index}", $"'{method}' is not a method.", "Write channel.product, as wechat.native, or channel.* for all of a channel.");
            }
        }

        foreach (var (index, code) in rule.Currencies.Index())
        {
            if (!Currency.TryParse(code, out _))
            {
                yield return new($"{path}:Currencies:{index}", $"'{code}' is not a payable currency.", "Write its three upper-case letters of ISO 4217, as CNY.");
            }
        }

        foreach (var (index, merchant) in rule.Merchants.Index())
        {
            if (string.IsNullOrWhiteSpace(merchant))
            {
                yield return new($"{path}:Merchants:{index}", "is empty.", "Write a merchant's id, or leave the list out for any merchant.");
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> AmountProblems(string path, RoutingRuleOptions rule)
    {
        if (rule.MinMinorUnits < 0)
        {
            yield return new($"{path}:MinMinorUnits", $"is {rule.MinMinorUnits}.", "Set it to 0 or more, or leave it out.");
        }

        if (rule.MaxMinorUnits < 0)
        {
            yield return new($"{path}:MaxMinorUnits", $"is {rule.MaxMinorUnits}.", "Set it to 0 or more, or leave it out.");
        }

        if (rule.MinMinorUnits > rule.MaxMinorUnits)
        {
            yield return new($"{path}:MaxMinorUnits", $"is {rule.MaxMinorUnits}, less than MinMinorUnits, {rule.MinMinorUnits}: the rule would never match.", "Exchange them, or leave one out.");
        }
    }

    private static IEnumerable<ConfigurationProblem> AccountProblems(string path, IList<RoutingAccountOptions> entries, IReadOnlyCollection<string> accounts)
    {
        if (entries.Count == 0)
        {
            yield return new($"{path}:Accounts", "names no account: payments the rule matches could go nowhere.", "Name at least one.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, entry) in entries.Index())
        {
            if (!accounts.Contains(entry.Account, StringComparer.Ordinal))
            {
                yield return new($"{path}:Accounts:{index}:Account", $"'{entry.Account}' is not a channel account.", $"There are: {string.Join(", ", accounts)}.");
            }

            if (!seen.Add(entry.Account))
            {
                yield return new($"{path}:Accounts:{index}:Account", $"'{entry.Account}' is named twice in the rule.", "Name it once.");
            }

            if (entry.Weight is < 0 or > RouteDraw.Steps)
            {
                yield return new($"{path}:Accounts:{index}:Weight", $"is {entry.Weight}.", $"Set it to something from 0 to {RouteDraw.Steps}.");
            }
        }
    }
}
