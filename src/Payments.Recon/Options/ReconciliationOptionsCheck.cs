using Payments.Channels;

namespace Payments.Recon.Options;

/// <summary>Checks the settings when the host starts.</summary>
internal sealed class ReconciliationOptionsCheck(ReconciliationOptions options, string path, bool hasStore, IReadOnlyCollection<string> accounts) : IConfigurationCheck
{
    public IEnumerable<ConfigurationProblem> Check() => [.. Store(), .. Accounts(), .. Times(), .. Limits(), .. Archive()];

    private IEnumerable<ConfigurationProblem> Store()
    {
        if (!hasStore)
        {
            yield return new(path, "needs a store that keeps reconciliation.", "Add one that does, as UseSqlite() or UsePostgreSql().");
        }

        if (string.IsNullOrWhiteSpace(options.WorkFolder))
        {
            yield return new(PathOf(nameof(options.WorkFolder)), "is empty.", "Name a folder on a disk with room for the largest day's files, three times.");
        }
    }

    private IEnumerable<ConfigurationProblem> Accounts()
    {
        foreach (var account in options.Accounts.Concat(options.UtcOffsets.Keys).Distinct(StringComparer.Ordinal).Where(account => !accounts.Contains(account, StringComparer.Ordinal)))
        {
            yield return new(PathOf(nameof(options.Accounts)), $"names '{account}', which is no channel account.", $"Name one of: {string.Join(", ", accounts)}.");
        }

        if (options.Kinds.Any(kind => !Enum.IsDefined(kind)))
        {
            yield return new(PathOf(nameof(options.Kinds)), "has a kind of bill that is none.", "Set Trades, FundFlow or both.");
        }

        if (options.UtcOffsets.Values.Append(options.UtcOffset).Any(static offset => offset.Duration() > TimeSpan.FromHours(14) || offset.Ticks % TimeSpan.TicksPerMinute != 0))
        {
            yield return new(PathOf(nameof(options.UtcOffset)), "is out of range.", "Set -14:00 to 14:00, in whole minutes.");
        }
    }

    private IEnumerable<ConfigurationProblem> Times() =>
    [
        .. Within(nameof(options.At), options.At, TimeSpan.Zero, new TimeSpan(23, 59, 59), "00:00:00 to 23:59:59"),
        .. Within(nameof(options.GiveUpAfter), options.GiveUpAfter, TimeSpan.FromHours(1), TimeSpan.FromDays(30), "01:00:00 to 30.00:00:00"),
        .. Within(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10), "00:00:00.05 to 00:10:00"),
        .. Within(nameof(options.Lease), options.Lease, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "00:00:01 to 01:00:00"),
        .. Within(nameof(options.CutoffWindow), options.CutoffWindow, TimeSpan.Zero, TimeSpan.FromHours(12), "00:00:00 to 12:00:00"),
        .. Within(nameof(options.OrderLookback), options.OrderLookback, TimeSpan.FromHours(1), TimeSpan.FromDays(60), "01:00:00 to 60.00:00:00"),
    ];

    private IEnumerable<ConfigurationProblem> Limits() =>
    [
        .. Within(nameof(options.CatchUpDays), options.CatchUpDays, 1, 90, "1 to 90"),
        .. Within(nameof(options.ToleranceMinor), options.ToleranceMinor, 0L, 1_000_000L, "0 to 1000000"),
        .. Within(nameof(options.HeldDays), options.HeldDays, 1, 30, "1 to 30"),
        .. Within(nameof(options.Partitions), options.Partitions, 1, 10_000, "1 to 10000"),
        .. Within(nameof(options.MemoryLimit), options.MemoryLimit, 64L << 20, 64L << 30, "67108864 (64 MiB) to 68719476736 (64 GiB)"),
        .. Within(nameof(options.MaxRepairs), options.MaxRepairs, 0, 100_000, "0 to 100000"),
        .. Within(nameof(options.SecondApproverAboveMinor), options.SecondApproverAboveMinor, 0L, long.MaxValue, "0 or more"),
    ];

    private IEnumerable<ConfigurationProblem> Archive()
    {
        var archive = options.Archive;
        foreach (var problem in Within("Archive:Retention", archive.Retention, ReconciliationArchive.LeastRetention, TimeSpan.FromDays(36_500), "1096.00:00:00 (three years) to 36500.00:00:00"))
        {
            yield return problem;
        }

        foreach (var problem in archive.Kind switch
        {
            ReconciliationArchiveKind.Folder => Required("Archive:Folder", archive.Folder),
            ReconciliationArchiveKind.S3 =>
            [
                .. Address("Archive:S3:Endpoint", archive.S3.Endpoint),
                .. Required("Archive:S3:Region", archive.S3.Region),
                .. Required("Archive:S3:Bucket", archive.S3.Bucket),
                .. Required("Archive:S3:AccessKeyId", archive.S3.AccessKeyId),
                .. Required("Archive:S3:SecretAccessKey", archive.S3.SecretAccessKey),
                .. Within("Archive:S3:Timeout", archive.S3.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "00:00:01 to 01:00:00"),
            ],
            ReconciliationArchiveKind.WebHdfs =>
            [
                .. Address("Archive:WebHdfs:Endpoint", archive.WebHdfs.Endpoint),
                .. Required("Archive:WebHdfs:Folder", archive.WebHdfs.Folder),
                .. Within("Archive:WebHdfs:Timeout", archive.WebHdfs.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "00:00:01 to 01:00:00"),
            ],
            _ => (IEnumerable<ConfigurationProblem>)[new(PathOf("Archive:Kind"), "is none.", "Set Folder, S3 or WebHdfs.")],
        })
        {
            yield return problem;
        }
    }

    private IEnumerable<ConfigurationProblem> Within<T>(string name, T value, T least, T most, string range)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return new(PathOf(name), "is out of range.", $"Set {range}.");
        }
    }

    private IEnumerable<ConfigurationProblem> Required(string name, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            yield return new(PathOf(name), "is empty.", "Set it.");
        }
    }

    private IEnumerable<ConfigurationProblem> Address(string name, Uri? value)
    {
        if (value is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return new(PathOf(name), "is no http or https address.", "Set the address of the service, as https://host:port.");
        }
    }

    private string PathOf(string name) => $"{path}:{name}";
}
