using Microsoft.Extensions.Configuration;
using Payments.Shared;

namespace Payments.Redis;

/// <summary>Reads the settings without the reflection of a binder, so that each unreadable one is reported by its path.</summary>
internal sealed class RedisSettings(IConfigurationSection? section)
{
    private readonly SectionReader _reader = new(section, "Payments:Redis");

    public string PathOf(string name) => _reader.PathOf(name);

    /// <summary>Applies what can be read; <see cref="Unreadable"/> reports the rest.</summary>
    public void Apply(RedisOptions options)
    {
        options.ConnectionString = _reader.Text(nameof(options.ConnectionString)) ?? options.ConnectionString;
        options.KeyPrefix = _reader.Text(nameof(options.KeyPrefix)) ?? options.KeyPrefix;
        options.CertificateAuthority = _reader.Text(nameof(options.CertificateAuthority)) ?? options.CertificateAuthority;
        if (_reader.TryRead<TimeSpan>(nameof(options.ConnectTimeout), SectionReader.TryParseTime, out var connect))
        {
            options.ConnectTimeout = connect;
        }

        if (_reader.TryRead<TimeSpan>(nameof(options.CommandTimeout), SectionReader.TryParseTime, out var command))
        {
            options.CommandTimeout = command;
        }
    }

    public IEnumerable<ConfigurationProblem> Unreadable()
    {
        string[] times = [nameof(RedisOptions.ConnectTimeout), nameof(RedisOptions.CommandTimeout)];
        return times
            .Where(name => _reader.IsUnreadable<TimeSpan>(name, SectionReader.TryParseTime))
            .Select(name => new ConfigurationProblem(PathOf(name), "is not a time span.", "Write it as hh:mm:ss, as 00:00:05."));
    }
}
