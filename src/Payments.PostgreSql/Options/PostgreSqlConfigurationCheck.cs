using Npgsql;

namespace Payments.PostgreSql;

/// <summary>Checks the settings when the host starts, and again when the store opens, for hosts that make the store themselves.</summary>
internal sealed class PostgreSqlConfigurationCheck(PostgreSqlStoreOptions options, PostgreSqlSettings settings) : IConfigurationCheck
{
    private const int LongestName = 63;

    private static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(2);

    public IEnumerable<ConfigurationProblem> Check() => [.. settings.Unreadable(), .. ConnectionString(), .. Schema(), .. Limits()];

    // No text quotes the connection string, nor what its parser said of it: both may hold the password.
    private IEnumerable<ConfigurationProblem> ConnectionString()
    {
        var path = settings.PathOf(nameof(options.ConnectionString));
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            yield return new(path, "is empty.", "Set it, as Host=…;Database=…;Username=…;Password=….");
        }
        else if (TryParse(options.ConnectionString) is not { } parsed)
        {
            yield return new(path, "is not a connection string.", "Write key=value pairs with semicolons between them, and quote values that hold one.");
        }
        else if (string.IsNullOrWhiteSpace(parsed.Host))
        {
            yield return new(path, "names no host.", "Add Host=….");
        }
        else if (parsed.Multiplexing || !parsed.Pooling)
        {
            yield return new(path, "turns pooling off or multiplexing on.", "Leave both at their defaults: the store groups statements by itself.");
        }
    }

    private IEnumerable<ConfigurationProblem> Schema()
    {
        var name = options.Schema;
        if (name is not [>= 'a' and <= 'z', ..]
            || name.Length > LongestName
            || name.StartsWith("pg_", StringComparison.Ordinal)
            || !name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
        {
            yield return new(
                settings.PathOf(nameof(options.Schema)), "is not a name of a schema.", "Set a lower-case letter, then lower-case letters, digits and underscores, as payments.");
        }
    }

    private IEnumerable<ConfigurationProblem> Limits()
    {
        if (options.Lanes is < 1 or > 64)
        {
            yield return new(settings.PathOf(nameof(options.Lanes)), "is out of range.", "Set 1 to 64.");
        }

        if (options.MaxBatch is < 1 or > 10_000)
        {
            yield return new(settings.PathOf(nameof(options.MaxBatch)), "is out of range.", "Set 1 to 10000.");
        }

        if (options.KnownOrders is < 0 or > 1_000_000)
        {
            yield return new(settings.PathOf(nameof(options.KnownOrders)), "is out of range.", "Set 0 to 1000000.");
        }

        if (options.CommandTimeout < LeastTimeout || options.CommandTimeout > MostTimeout || options.CommandTimeout.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return new(settings.PathOf(nameof(options.CommandTimeout)), "is out of range.", "Set whole seconds, 00:00:01 to 00:02:00.");
        }
    }

    private static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            return null;
        }
    }
}
