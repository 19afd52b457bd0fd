namespace Payments.Sqlite;

/// <summary>Checks the settings when the host starts, and again when the store opens, for hosts that make the store themselves.</summary>
internal sealed class SqliteConfigurationCheck(SqliteStoreOptions options, SqliteSettings settings) : IConfigurationCheck
{
    private static readonly TimeSpan LeastBusyTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostBusyTimeout = TimeSpan.FromMinutes(1);

    public IEnumerable<ConfigurationProblem> Check() => [.. settings.Unreadable(), .. DataSource(), .. Limits()];

    private IEnumerable<ConfigurationProblem> DataSource()
    {
        var path = settings.PathOf(nameof(SqliteStoreOptions.DataSource));
        var file = options.DataSource;
        if (string.IsNullOrWhiteSpace(file))
        {
            yield return new(path, "is empty.", "Set it to the path of the database file, as payments.db.");
        }
        else if (file.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase) || file.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            yield return new(path, "is not the path of a file.", "Set a plain path: payments kept in memory are lost when the process ends, and URIs are not read.");
        }
        else if (file.Contains('\0', StringComparison.Ordinal))
        {
            yield return new(path, "holds a character no path may have.", "Set a plain path, as payments.db.");
        }
        else if (Directory.Exists(file))
        {
            yield return new(path, $"names a folder: '{file}'.", "Add the file's name, as payments.db.");
        }
        else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            yield return new(path, $"lies in a folder that does not exist: '{Path.GetFullPath(file)}'.", "Create the folder, or correct the path.");
        }
    }

    private IEnumerable<ConfigurationProblem> Limits()
    {
        if (!Enum.IsDefined(options.Durability))
        {
            yield return new(settings.PathOf(nameof(options.Durability)), "is not a durability.", "Set Full or Normal.");
        }

        if (options.BusyTimeout < LeastBusyTimeout || options.BusyTimeout > MostBusyTimeout)
        {
            yield return new(settings.PathOf(nameof(options.BusyTimeout)), "is out of range.", "Set 00:00:00.1 to 00:01:00.");
        }

        if (options.MaxBatch is < 1 or > 10_000)
        {
            yield return new(settings.PathOf(nameof(options.MaxBatch)), "is out of range.", "Set 1 to 10000.");
        }
    }
}
