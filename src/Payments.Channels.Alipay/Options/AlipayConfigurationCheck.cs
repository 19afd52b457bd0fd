using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Payments.Channels.Alipay.Options;

/// <summary>Reports everything wrong with one account's settings when the host starts, without network.</summary>
internal sealed class AlipayConfigurationCheck(IServiceProvider services, string account, string path, IConfigurationSection? section) : IConfigurationCheck
{
    public IEnumerable<ConfigurationProblem> Check()
    {
        var problems = new SettingProblems(path);
        CheckName(problems);
        CheckTypes(problems);
        if (problems.Found.Count > 0)
        {
            return problems.Found;
        }

        var options = services.GetRequiredService<IOptionsMonitor<AlipayOptions>>().Get(account);
        var reader = new AccountReader(account, path, options, services.GetKeyedService<IAlipaySigner>(account), services.GetRequiredService<TimeProvider>());
        reader.Read();
        return reader.Problems;
    }

    private void CheckName(SettingProblems problems)
    {
        if (account.Length is 0 or > 32 || !account.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            problems.Add("(name)", "An account's name is 1 to 32 lower-case letters, digits and hyphens.", "Rename the account; its name is part of the callback's address.");
        }
    }

    // The binder would throw at the first of them; here all are found, and no value is repeated.
    private void CheckTypes(SettingProblems problems)
    {
        CheckType<TimeSpan>(problems, nameof(AlipayOptions.Timeout), "a time, written hh:mm:ss");
        CheckType<TimeSpan>(problems, nameof(AlipayOptions.TryTimeout), "a time, written hh:mm:ss");
        CheckType<TimeSpan>(problems, nameof(AlipayOptions.ConnectTimeout), "a time, written hh:mm:ss");
        CheckType<int>(problems, nameof(AlipayOptions.MaxRetries), "a whole number");
        CheckType<TimeSpan>(problems, nameof(AlipayOptions.BarcodePollInterval), "a time, written hh:mm:ss");
        CheckType<TimeSpan>(problems, nameof(AlipayOptions.BarcodePollTime), "a time, written hh:mm:ss");
        CheckType<long>(problems, nameof(AlipayOptions.MaxBillBytes), "a whole number");
        if (section?[nameof(AlipayOptions.PageForm)] is { } form && !Enum.TryParse<AlipayPageForm>(form, ignoreCase: true, out _))
        {
            problems.Add(nameof(AlipayOptions.PageForm), "It is not a way to hand out a page payment.", "Set Auto, Redirect or SubmitForm.");
        }
    }

    private void CheckType<T>(SettingProblems problems, string setting, string form)
        where T : IParsable<T>
    {
        if (section?[setting] is { } value && !T.TryParse(value, CultureInfo.InvariantCulture, out _))
        {
            problems.Add(setting, $"It is not {form}.", $"Set {form}, or remove the setting for the default.");
        }
    }
}

/// <summary>Reports that there is nothing to read accounts from.</summary>
internal sealed class NoAccountsCheck(string path, string problem) : IConfigurationCheck
{
    public IEnumerable<ConfigurationProblem> Check() =>
        [new ConfigurationProblem(path, problem, "Add a section with the account's name and its settings, or add the account in code.")];
}
