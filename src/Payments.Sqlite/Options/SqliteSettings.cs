using Microsoft.Extensions.Configuration;
using Payments.Shared;

namespace Payments.Sqlite;

/// <summary>Reads the settings without the reflection of a binder, so that each unreadable one is reported by its path.</summary>
internal sealed class SqliteSettings(IConfigurationSection? section)
{
    private readonly SectionReader _reader = new(section, "Payments:Sqlite");

    public string PathOf(string name) => _reader.PathOf(name);

    /// <summary>Applies what can be read; <see cref="Unreadable"/> reports the rest.</summary>
    public void Apply(SqliteStoreOptions options)
    {
        options.DataSource = _reader.Text(nameof(options.DataSource)) ?? options.DataSource;
        if (_reader.TryRead<SqliteDurability>(nameof(options.Durability), TryParseDurability, out var durability))
        {
            options.Durability = durability;
        }

        if (_reader.TryRead<TimeSpan>(nameof(options.BusyTimeout), SectionReader.TryParseTime, out var busyTimeout))
        {
            options.BusyTimeout = busyTimeout;
        }

        if (_reader.TryRead<int>(nameof(options.MaxBatch), SectionReader.TryParseNumber, out var maxBatch))
        {
            options.MaxBatch = maxBatch;
        }
    }

    public IEnumerable<ConfigurationProblem> Unreadable()
    {
        if (_reader.IsUnreadable<SqliteDurability>(nameof(SqliteStoreOptions.Durability), TryParseDurability))
        {
            yield return new(PathOf(nameof(SqliteStoreOptions.Durability)), "is not a durability.", "Set Full or Normal.");
        }

        if (_reader.IsUnreadable<TimeSpan>(nameof(SqliteStoreOptions.BusyTimeout), SectionReader.TryParseTime))
        {
            yield return new(PathOf(nameof(SqliteStoreOptions.BusyTimeout)), "is not a time span.", "Write it as hh:mm:ss, as 00:00:05.");
        }

        if (_reader.IsUnreadable<int>(nameof(SqliteStoreOptions.MaxBatch), SectionReader.TryParseNumber))
        {
            yield return new(PathOf(nameof(SqliteStoreOptions.MaxBatch)), "is not a whole number.", "Set 1 to 10000.");
        }
    }

    private static bool TryParseDurability(string text, out SqliteDurability value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && char.IsAsciiLetter(text[0]);
}
