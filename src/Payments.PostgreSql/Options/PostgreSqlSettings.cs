using Microsoft.Extensions.Configuration;
using Payments.Shared;

namespace Payments.PostgreSql;

/// <summary>Reads the settings without the reflection of a binder, so that each unreadable one is reported by its path.</summary>
internal sealed class PostgreSqlSettings(IConfigurationSection? section)
{
    private readonly SectionReader _reader = new(section, "Payments:PostgreSql");

    public string PathOf(string name) => _reader.PathOf(name);

    /// <summary>Applies what can be read; <see cref="Unreadable"/> reports the rest.</summary>
    public void Apply(PostgreSqlStoreOptions options)
    {
        options.ConnectionString = _reader.Text(nameof(options.ConnectionString)) ?? options.ConnectionString;
        options.Schema = _reader.Text(nameof(options.Schema)) ?? options.Schema;
        if (_reader.TryRead<int>(nameof(options.Lanes), SectionReader.TryParseNumber, out var lanes))
        {
            options.Lanes = lanes;
        }

        if (_reader.TryRead<int>(nameof(options.MaxBatch), SectionReader.TryParseNumber, out var maxBatch))
        {
            options.MaxBatch = maxBatch;
        }

        if (_reader.TryRead<int>(nameof(options.KnownOrders), SectionReader.TryParseNumber, out var knownOrders))
        {
            options.KnownOrders = knownOrders;
        }

        if (_reader.TryRead<TimeSpan>(nameof(options.CommandTimeout), SectionReader.TryParseTime, out var timeout))
        {
            options.CommandTimeout = timeout;
        }
    }

    public IEnumerable<ConfigurationProblem> Unreadable()
    {
        if (_reader.IsUnreadable<int>(nameof(PostgreSqlStoreOptions.Lanes), SectionReader.TryParseNumber))
        {
            yield return new(PathOf(nameof(PostgreSqlStoreOptions.Lanes)), "is not a whole number.", "Set 1 to 64.");
        }

        if (_reader.IsUnreadable<int>(nameof(PostgreSqlStoreOptions.MaxBatch), SectionReader.TryParseNumber))
        {
            yield return new(PathOf(nameof(PostgreSqlStoreOptions.MaxBatch)), "is not a whole number.", "Set 1 to 10000.");
        }

        if (_reader.IsUnreadable<int>(nameof(PostgreSqlStoreOptions.KnownOrders), SectionReader.TryParseNumber))
        {
            yield return new(PathOf(nameof(PostgreSqlStoreOptions.KnownOrders)), "is not a whole number.", "Set 0 to 1000000.");
        }

        if (_reader.IsUnreadable<TimeSpan>(nameof(PostgreSqlStoreOptions.CommandTimeout), SectionReader.TryParseTime))
        {
            yield return new(PathOf(nameof(PostgreSqlStoreOptions.CommandTimeout)), "is not a time span.", "Write it as hh:mm:ss, as 00:00:10.");
        }
    }
}
