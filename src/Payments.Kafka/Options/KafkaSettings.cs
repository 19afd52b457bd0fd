using Microsoft.Extensions.Configuration;
using Payments.Shared;

namespace Payments.Kafka;

/// <summary>Reads the settings without the reflection of a binder, so that each unreadable one is reported by its path.</summary>
internal sealed class KafkaSettings(IConfigurationSection? section)
{
    private readonly SectionReader _reader = new(section, "Payments:Kafka");

    public string PathOf(string name) => _reader.PathOf(name);

    /// <summary>Applies what can be read; <see cref="Unreadable"/> reports the rest.</summary>
    public void Apply(KafkaOptions options)
    {
        options.BootstrapServers = _reader.Text(nameof(options.BootstrapServers)) ?? options.BootstrapServers;
        options.Topic = _reader.Text(nameof(options.Topic)) ?? options.Topic;
        options.Source = _reader.Text(nameof(options.Source)) ?? options.Source;
        if (_reader.TryRead<TimeSpan>(nameof(options.DeliveryTimeout), SectionReader.TryParseTime, out var timeout))
        {
            options.DeliveryTimeout = timeout;
        }

        if (_reader.TryRead<int>(nameof(options.MaxOutstanding), SectionReader.TryParseNumber, out var outstanding))
        {
            options.MaxOutstanding = outstanding;
        }

        foreach (var setting in section?.GetSection(nameof(options.Client)).GetChildren() ?? [])
        {
            options.Client[setting.Key] = setting.Value ?? "";
        }
    }

    public IEnumerable<ConfigurationProblem> Unreadable()
    {
        if (_reader.IsUnreadable<TimeSpan>(nameof(KafkaOptions.DeliveryTimeout), SectionReader.TryParseTime))
        {
            yield return new(PathOf(nameof(KafkaOptions.DeliveryTimeout)), "is not a time span.", "Write it as hh:mm:ss, as 00:00:10.");
        }

        if (_reader.IsUnreadable<int>(nameof(KafkaOptions.MaxOutstanding), SectionReader.TryParseNumber))
        {
            yield return new(PathOf(nameof(KafkaOptions.MaxOutstanding)), "is not a whole number.", "Set 1 to 100000.");
        }
    }
}
