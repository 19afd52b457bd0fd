using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Payments.PostgreSql;

/// <summary>Reads the settings without the reflection of a binder, so that each unreadable one is reported by its path.</summary>
internal sealed class PostgreSqlSettings(IConfigurationSection? section)
{
    private const string DefaultPath = "Payments:PostgreSql";

    public string PathOf(string name) => $"{section?.Path ?? DefaultPath}:{name}";

    /// <summary>Applies what can be read; <see cref="Unreadable"/> reports the rest.</summary>
    public void Apply(PostgreSqlStoreOptions options)
    {
        options.ConnectionString = section?[nameof(options.ConnectionString)] ?? options.ConnectionString;
        options.Schema = section?[nameof(options.Schema)] ?? options.Schema;
        if (TryRead<int>(nameof(options.Lanes), TryParseNumber, out var lanes))
        {
            options.Lanes = lanes;
        }

        if (TryRead<int>(nameof(options.MaxBatch), TryParseNumber, out var maxBatch))
        {
            options.MaxBatch = maxBatch;
        }

        if (TryRead<TimeSpan>(nameof(options.CommandTimeout), TryParseTime, out var timeout))
        {
            options.CommandTimeout = timeout;
        }
    }

    public IEnumerable<ConfigurationProblem> Unreadable()
    {
        if (IsUnreadable<int>(nameof(PostgreSqlStoreOptions.Lanes), TryParseNumber))
        {
            yield return new(PathOf(nameof(PostgreSqlStoreOptions.Lanes)), "is not a whole number.", "Set 1 to 64.");
        }

        if (IsUnreadable<int>(nameof(PostgreSqlStoreOptions.MaxBatch), TryParseNumber))
        {
            yield return new(PathOf(nameof(PostgreSqlStoreOptions.MaxBatch)), "is not a whole number.", "Set 1 to 10000.");
        }

        if (IsUnreadable<TimeSpan>(nameof(PostgreSqlStoreOptions.CommandTimeout), TryParseTime))
        {
            yield return new(PathOf(nameof(PostgreSqlStoreOptions.CommandTimeout)), "is not a time span.", "Write it as hh:mm:ss, as 00:00:10.");
        }
    }

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
