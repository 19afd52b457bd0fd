namespace Payments.Webhooks;

/// <summary>Checks the settings when the host starts.</summary>
internal sealed class WebhookOptionsCheck(WebhookOptions options, string path, bool hasStore) : IConfigurationCheck
{
    private const int LeastPauses = 2;
    private const int MostPauses = 30;
    private const int MostJitter = 50;
    private const int MostTries = 1_000;

    public IEnumerable<ConfigurationProblem> Check() => [.. Store(), .. Schedule(), .. Limits()];

    private IEnumerable<ConfigurationProblem> Store()
    {
        if (!hasStore)
        {
            yield return new(path, "needs a store that keeps webhooks.", "Add one that does, as UseSqlite().");
        }
    }

    private IEnumerable<ConfigurationProblem> Schedule()
    {
        if (options.Schedule.Count > 0 && options.Schedule.Count is < LeastPauses or > MostPauses)
        {
            yield return new(PathOf(nameof(options.Schedule)), "has too few or too many pauses.", $"Give {LeastPauses} to {MostPauses}: a delivery is tried three times at least. Leave it out for the default.");
        }

        if (options.Schedule.Any(pause => pause < TimeSpan.Zero || pause > TimeSpan.FromDays(7)))
        {
            yield return new(PathOf(nameof(options.Schedule)), "has a pause that is out of range.", "Set 00:00:00 to 7.00:00:00 each.");
        }
    }

    private IEnumerable<ConfigurationProblem> Limits()
    {
        if (options.JitterPercent is < 0 or > MostJitter)
        {
            yield return new(PathOf(nameof(options.JitterPercent)), "is out of range.", $"Set 0 to {MostJitter}.");
        }

        if (options.Timeout < TimeSpan.FromSeconds(15) || options.Timeout > TimeSpan.FromSeconds(30))
        {
            yield return new(PathOf(nameof(options.Timeout)), "is out of range.", "Set 00:00:15 to 00:00:30.");
        }

        if (options.MaxConcurrency is < 2 or > MostTries)
        {
            yield return new(PathOf(nameof(options.MaxConcurrency)), "is out of range.", $"Set 2 to {MostTries}.");
        }

        if (options.MaxPerEndpoint < 1 || options.MaxPerEndpoint > options.MaxConcurrency)
        {
            yield return new(PathOf(nameof(options.MaxPerEndpoint)), "is out of range.", "Set 1 to MaxConcurrency.");
        }

        if (options.PollInterval < TimeSpan.FromMilliseconds(50) || options.PollInterval > TimeSpan.FromMinutes(1))
        {
            yield return new(PathOf(nameof(options.PollInterval)), "is out of range.", "Set 00:00:00.05 to 00:01:00.");
        }

        if (options.Retention < TimeSpan.FromDays(1) || options.Retention > TimeSpan.FromDays(365))
        {
            yield return new(PathOf(nameof(options.Retention)), "is out of range.", "Set 1.00:00:00 to 365.00:00:00.");
        }
    }

    private string PathOf(string name) => $"{path}:{name}";
}
