using Microsoft.Extensions.Options;
using Payments.Coordination;
using Payments.Core.Submissions;

namespace Payments.Core.Options;

/// <summary>Checks the settings of submission tokens.</summary>
internal sealed class SubmissionTokensCheck(IOptions<PaymentsOptions> options, ISubmissionMarks marks, ConfigurationPath path) : IConfigurationCheck
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    public IEnumerable<ConfigurationProblem> Check()
    {
        var settings = options.Value.SubmissionTokens;
        if (settings.Lifetime < Least || settings.Lifetime > Most)
        {
            yield return new(path.Of("SubmissionTokens:Lifetime"), $"is {settings.Lifetime}.", $"Set it to something from {Least} to {Most}.");
        }

        if (settings.Key.Length is > 0 and < TokenSigner.LeastKeyLength)
        {
            yield return new(path.Of("SubmissionTokens:Key"), "is too short.", $"Set at least {TokenSigner.LeastKeyLength} characters of chance, the same on every node.");
        }

        if (settings is { Required: true, Key.Length: 0 } && marks.IsShared)
        {
            yield return new(path.Of("SubmissionTokens:Key"), "is missing, and nodes would refuse each other's tokens.", $"Set at least {TokenSigner.LeastKeyLength} characters of chance, the same on every node.");
        }
    }
}
