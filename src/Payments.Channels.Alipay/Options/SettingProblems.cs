using Payments.Shared;

namespace Payments.Channels.Alipay.Options;

/// <summary>Collects what is wrong with one account's settings, each under its full configuration path.</summary>
internal sealed class SettingProblems(string path)
{
    private readonly List<ConfigurationProblem> _found = [];

    public IReadOnlyList<ConfigurationProblem> Found => _found;

    public void Add(string setting, string problem, string remedy) => _found.Add(new($"{path}:{setting}", problem, remedy));

    public void Add(string setting, KeyReadFault fault) => Add(setting, fault.Cause, fault.Remedy);
}
