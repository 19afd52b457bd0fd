using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Payments.Sqlite;

/// <summary>Reads the settings without the reflection of a binder, so that each unreadable one is reported by its path.</summary>
internal sealed class SqliteSettings(IConfigurationSection? section)
{
    private const string DefaultPath = "Payments:Sqlite";

    public string PathOf(string name) => $"{section?.Path ?? DefaultPath}:{name}";

    /// <summary>Applies what can be read; <see cref="Unreadable"/> reports the rest.</summary>
    public void Apply(SqliteStoreOptions options)
    {
        options.DataSource = section?[nameof(options.DataSource)] ?? options.DataSource;
        if (TryRead<SqliteDurability>(nameof(options.Durability), TryParseDurability, out var durability))
        {
            options.Durability = durability;
        }

        if (TryRead<TimeSpan>(nameof(options.BusyTimeout), TryParseTime, out var busyTimeout))
        {
            options.BusyTimeout = busyTimeout;
        }

        if (TryRead<int>(nameof(options.MaxBatch), TryParseNumber, out var maxBatch))
        {
            options.MaxBatch = maxBatch;
        }
    }

    public IEnumerable<ConfigurationProblem> Unreadable()
    {
        if (IsUnreadable<SqliteDurability>(nameof(SqliteStoreOptions.Durability), TryParseDurability))
        {
            yield return new(PathOf(nameof(SqliteStoreOptions.Durability)), "is not a durability.", "Set Full or Normal.");
        }

        if (IsUnreadable<TimeSpan>(nameof(SqliteStoreOptions.BusyTimeout), TryParseTime))
        {
            yield return new(PathOf(nameof(SqliteStoreOptions.BusyTimeout)), "is not a time span.", "Write it as hh:mm:ss, as 00:00:05.");
        }

        if (IsUnreadable<int>(nameof(SqliteStoreOptions.MaxBatch), TryParseNumber))
        {
            yield return new(PathOf(nameof(SqliteStoreOptions.MaxBatch)), "is not a whole number.", "Set 1 to 10000.");
        }
    }

    private static bool TryParseDurability(string text, out SqliteDurability value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && char.IsAsciiLetter(text[0]);

    private static bool TryParseTime(string text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);

    private static bool TryParseNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private bool TryRead<T>(string name, TryParse<T> parse, out T value)
        where T : struct
    {
        value = default;
        return section?[name] is { Length: > 0 } text && parse(text, out value);
    }

    private bool IsUnreadable<T>(string name, TryParse<T> parse)
        where T : struct => section?[name] is { Length: > 0 } text && !parse(text, out _);

    private delegate bool TryParse<T>(string text, out T value);
}
