using Microsoft.Extensions.Configuration;
using Payments.Shared;

namespace Payments.RabbitMq;

/// <summary>Reads the settings without the reflection of a binder, so that each unreadable one is reported by its path.</summary>
internal sealed class RabbitMqSettings(IConfigurationSection? section)
{
    private readonly SectionReader _reader = new(section, "Payments:RabbitMq");

    public string PathOf(string name) => _reader.PathOf(name);

    /// <summary>Applies what can be read; <see cref="Unreadable"/> reports the rest.</summary>
    public void Apply(RabbitMqOptions options)
    {
        options.Uri = _reader.Text(nameof(options.Uri)) ?? options.Uri;
        options.CaFile = _reader.Text(nameof(options.CaFile)) ?? options.CaFile;
        options.Exchange = _reader.Text(nameof(options.Exchange)) ?? options.Exchange;
        options.Queue = _reader.Text(nameof(options.Queue)) ?? options.Queue;
        options.Source = _reader.Text(nameof(options.Source)) ?? options.Source;
        options.SingleActiveConsumer = Read<bool>(nameof(options.SingleActiveConsumer), bool.TryParse, options.SingleActiveConsumer);
        options.Declare = Read<bool>(nameof(options.Declare), bool.TryParse, options.Declare);
        options.MaxOutstanding = Read<int>(nameof(options.MaxOutstanding), SectionReader.TryParseNumber, options.MaxOutstanding);
        options.ConfirmTimeout = Read<TimeSpan>(nameof(options.ConfirmTimeout), SectionReader.TryParseTime, options.ConfirmTimeout);
        options.ConnectTimeout = Read<TimeSpan>(nameof(options.ConnectTimeout), SectionReader.TryParseTime, options.ConnectTimeout);
        options.MaxReconnectDelay = Read<TimeSpan>(nameof(options.MaxReconnectDelay), SectionReader.TryParseTime, options.MaxReconnectDelay);
        foreach (var host in section?.GetSection(nameof(options.Hosts)).GetChildren() ?? [])
        {
            options.Hosts.Add(host.Value ?? "");
        }
    }

    public IEnumerable<ConfigurationProblem> Unreadable()
    {
        foreach (var name in (string[])[nameof(RabbitMqOptions.SingleActiveConsumer), nameof(RabbitMqOptions.Declare)])
        {
            if (_reader.IsUnreadable<bool>(name, bool.TryParse))
            {
                yield return new(PathOf(name), "is neither true nor false.", "Set true or false.");
            }
        }

        if (_reader.IsUnreadable<int>(nameof(RabbitMqOptions.MaxOutstanding), SectionReader.TryParseNumber))
        {
            yield return new(PathOf(nameof(RabbitMqOptions.MaxOutstanding)), "is not a whole number.", "Set 1 to 10000.");
        }

        foreach (var name in (string[])[nameof(RabbitMqOptions.ConfirmTimeout), nameof(RabbitMqOptions.ConnectTimeout), nameof(RabbitMqOptions.MaxReconnectDelay)])
        {
            if (_reader.IsUnreadable<TimeSpan>(name, SectionReader.TryParseTime))
            {
                yield return new(PathOf(name), "is not a time span.", "Write it as hh:mm:ss, as 00:00:10.");
            }
        }
    }

    private T Read<T>(string name, SectionReader.TryParse<T> parse, T otherwise)
        where T : struct => _reader.TryRead(name, parse, out var value) ? value : otherwise;
}
