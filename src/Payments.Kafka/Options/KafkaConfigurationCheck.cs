namespace Payments.Kafka;

/// <summary>Checks the settings when the host starts. No text quotes a value of <see cref="KafkaOptions.Client"/>: it may be a password.</summary>
internal sealed class KafkaConfigurationCheck(KafkaOptions options, KafkaSettings settings) : IConfigurationCheck
{
    private const int LongestTopic = 249;
    private const int MostOutstanding = 100_000;
    private const int MostSettings = 100;

    public IEnumerable<ConfigurationProblem> Check() => [.. settings.Unreadable(), .. Names(), .. Limits(), .. Client()];

    private IEnumerable<ConfigurationProblem> Names()
    {
        if (string.IsNullOrWhiteSpace(options.BootstrapServers))
        {
            yield return new(settings.PathOf(nameof(options.BootstrapServers)), "is empty.", "Set it, as kafka-1.internal:9092,kafka-2.internal:9092.");
        }

        if (options.Topic.Length is < 1 or > LongestTopic || options.Topic is "." or ".." || !options.Topic.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            yield return new(settings.PathOf(nameof(options.Topic)), "is not a name of a topic.", $"Set 1 to {LongestTopic} letters, digits, dots, hyphens and underscores, as payments.events.");
        }

        if (!CloudEvents.IsSource(options.Source))
        {
            yield return new(settings.PathOf(nameof(options.Source)), "is no source of CloudEvents.", "Set a URI or a path of at most 500 characters, as /shop/payments.");
        }
    }

    private IEnumerable<ConfigurationProblem> Limits()
    {
        if (options.DeliveryTimeout < TimeSpan.FromSeconds(1) || options.DeliveryTimeout > TimeSpan.FromMinutes(1))
        {
            yield return new(settings.PathOf(nameof(options.DeliveryTimeout)), "is out of range.", "Set 00:00:01 to 00:01:00.");
        }

        if (options.MaxOutstanding is < 1 or > MostOutstanding)
        {
            yield return new(settings.PathOf(nameof(options.MaxOutstanding)), "is out of range.", $"Set 1 to {MostOutstanding}.");
        }
    }

    private IEnumerable<ConfigurationProblem> Client()
    {
        if (options.Client.Count > MostSettings)
        {
            yield return new(settings.PathOf(nameof(options.Client)), "has too many entries.", $"Set at most {MostSettings}.");
        }

        foreach (var name in options.Client.Keys.Where(KafkaClientSettings.IsOurs))
        {
            yield return new($"{settings.PathOf(nameof(options.Client))}:{name}", "carries a promise of this package.", "Remove it.");
        }
    }
}
