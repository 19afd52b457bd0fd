using System.Collections;

namespace Payments.Channels.WeChat.Options;

/// <summary>Collects problems under one account's path. No method shows a value.</summary>
internal sealed class ProblemList(string path) : IEnumerable<ConfigurationProblem>
{
    private const int MaxId = 32;

    private readonly List<ConfigurationProblem> _problems = [];

    public void Add(ConfigurationProblem problem) => _problems.Add(problem);

    public void Add(string name, string problem, string remedy) =>
        Add(new ConfigurationProblem(name.Length == 0 ? path : $"{path}:{name}", problem, remedy));

    public void Id(string name, string? value, bool isRequired = false, bool digitsOnly = false, bool anyText = false)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            if (isRequired)
            {
                Add(name, "It is missing.", "Copy it from the merchant console.");
            }
        }
        else if (value.Length > MaxId)
        {
            Add(name, $"It has {value.Length} characters where at most {MaxId} are allowed.", "Copy it from the merchant console.");
        }
        else if (!anyText && !value.All(c => char.IsAsciiDigit(c) || (!digitsOnly && char.IsAsciiLetter(c))))
        {
            Add(name, digitsOnly ? "It has a character that is not a digit." : "It has a character that is neither a letter nor a digit.", "Copy it from the merchant console, without spaces.");
        }
    }

    public void Range(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            Add(name, $"It is {value}, outside {least} to {most}.", "Set a time in that range, as 00:00:10 for ten seconds.");
        }
    }

    public void Address(string name, string? value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            Add(name, "It is not an absolute https address.", "Set scheme and host, as https://api.mch.weixin.qq.com.");
        }
        else if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            Add(name, "It has more than a scheme, a host and a port.", "The path is part of the signature: leave it out, as in https://api.mch.weixin.qq.com.");
        }
        else if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && uri.Host.Contains('.', StringComparison.Ordinal))
        {
            Add(name, "It is plain http to another machine.", "Use https; plain http is taken for the local machine and for host names without a dot only.");
        }
    }

    public IEnumerator<ConfigurationProblem> GetEnumerator() => _problems.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
