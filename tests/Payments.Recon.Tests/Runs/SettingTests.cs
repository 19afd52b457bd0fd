using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Payments.Recon.Tests.Engine;
using Payments.Recon.Tests.Runs.Support;

namespace Payments.Recon.Tests.Runs;

/// <summary>The settings of reconciliation, checked when a host starts: each wrong one by its path, with what is wrong and what to do.</summary>
public sealed class SettingTests
{
    private const string Section = "Payments:Reconciliation";
    private const string Secret = "sentinel-4711";
    private const string OutOfRange = "is out of range.";
    private const string Empty = "is empty.";
    private const string NoAddress = "is no http or https address.";
    private const string SetAddress = "Set the address of the service, as https://host:port.";

    private static readonly Dictionary<string, string?> S3 = new(StringComparer.Ordinal)
    {
        ["Archive:Kind"] = "S3",
        ["Archive:S3:Endpoint"] = "https://s3.example",
        ["Archive:S3:Bucket"] = "finance",
        ["Archive:S3:AccessKeyId"] = "id",
        ["Archive:S3:SecretAccessKey"] = Secret,
    };

    private static readonly Dictionary<string, string?> WebHdfs = new(StringComparer.Ordinal)
    {
        ["Archive:Kind"] = "WebHdfs",
        ["Archive:WebHdfs:Endpoint"] = "http://names.example:9870",
    };

    [Theory]
    [InlineData("WorkFolder", " ", Empty, "Name a folder on a disk with room for the largest day's files, three times.")]
    [InlineData("Accounts:0", "nobody", "names 'nobody', which is no channel account.", "Name one of: fake-main.", "Accounts")]
    [InlineData("UtcOffsets:nobody", "08:00:00", "names 'nobody', which is no channel account.", "Name one of: fake-main.", "Accounts")]
    [InlineData("Kinds:0", "9", "has a kind of bill that is none.", "Set Trades, FundFlow or both.", "Kinds")]
    [InlineData("UtcOffset", "14:01:00", OutOfRange, "Set -14:00 to 14:00, in whole minutes.")]
    [InlineData("UtcOffset", "08:00:01", OutOfRange, "Set -14:00 to 14:00, in whole minutes.")]
    [InlineData("UtcOffsets:fake-main", "-14:01:00", OutOfRange, "Set -14:00 to 14:00, in whole minutes.", "UtcOffset")]
    [InlineData("At", "-00:00:01", OutOfRange, "Set 00:00:00 to 23:59:59.")]
    [InlineData("At", "1.00:00:00", OutOfRange, "Set 00:00:00 to 23:59:59.")]
    [InlineData("GiveUpAfter", "00:59:59", OutOfRange, "Set 01:00:00 to 30.00:00:00.")]
    [InlineData("GiveUpAfter", "30.00:00:01", OutOfRange, "Set 01:00:00 to 30.00:00:00.")]
    [InlineData("PollInterval", "00:00:00.049", OutOfRange, "Set 00:00:00.05 to 00:10:00.")]
    [InlineData("PollInterval", "00:10:01", OutOfRange, "Set 00:00:00.05 to 00:10:00.")]
    [InlineData("Lease", "00:00:00.999", OutOfRange, "Set 00:00:01 to 01:00:00.")]
    [InlineData("Lease", "01:00:01", OutOfRange, "Set 00:00:01 to 01:00:00.")]
    [InlineData("CutoffWindow", "-00:00:01", OutOfRange, "Set 00:00:00 to 12:00:00.")]
    [InlineData("CutoffWindow", "12:00:01", OutOfRange, "Set 00:00:00 to 12:00:00.")]
    [InlineData("OrderLookback", "00:59:59", OutOfRange, "Set 01:00:00 to 60.00:00:00.")]
    [InlineData("OrderLookback", "60.00:00:01", OutOfRange, "Set 01:00:00 to 60.00:00:00.")]
    [InlineData("CatchUpDays", "0", OutOfRange, "Set 1 to 90.")]
    [InlineData("CatchUpDays", "91", OutOfRange, "Set 1 to 90.")]
    [InlineData("ToleranceMinor", "-1", OutOfRange, "Set 0 to 1000000.")]
    [InlineData("ToleranceMinor", "1000001", OutOfRange, "Set 0 to 1000000.")]
    [InlineData("HeldDays", "0", OutOfRange, "Set 1 to 30.")]
    [InlineData("HeldDays", "31", OutOfRange, "Set 1 to 30.")]
    [InlineData("Partitions", "0", OutOfRange, "Set 1 to 10000.")]
    [InlineData("Partitions", "10001", OutOfRange, "Set 1 to 10000.")]
    [InlineData("MemoryLimit", "67108863", OutOfRange, "Set 67108864 (64 MiB) to 68719476736 (64 GiB).")]
    [InlineData("MemoryLimit", "68719476737", OutOfRange, "Set 67108864 (64 MiB) to 68719476736 (64 GiB).")]
    [InlineData("MaxRepairs", "-1", OutOfRange, "Set 0 to 100000.")]
    [InlineData("MaxRepairs", "100001", OutOfRange, "Set 0 to 100000.")]
    [InlineData("SecondApproverAboveMinor", "-1", OutOfRange, "Set 0 or more.")]
    [InlineData("Archive:Kind", "9", "is none.", "Set Folder, S3 or WebHdfs.")]
    [InlineData("Archive:Folder", " ", Empty, "Set it.")]
    [InlineData("Archive:Retention", "1095.23:59:59", OutOfRange, "Set 1096.00:00:00 (three years) to 36500.00:00:00.")]
    [InlineData("Archive:Retention", "36500.00:00:01", OutOfRange, "Set 1096.00:00:00 (three years) to 36500.00:00:00.")]
    [InlineData("Archive:S3:Endpoint", "ftp://s3.example", NoAddress, SetAddress)]
    [InlineData("Archive:S3:Endpoint", null, NoAddress, SetAddress)]
    [InlineData("Archive:S3:Region", " ", Empty, "Set it.")]
    [InlineData("Archive:S3:Bucket", null, Empty, "Set it.")]
    [InlineData("Archive:S3:AccessKeyId", null, Empty, "Set it.")]
    [InlineData("Archive:S3:SecretAccessKey", null, Empty, "Set it.")]
    [InlineData("Archive:S3:Timeout", "00:00:00.9", OutOfRange, "Set 00:00:01 to 01:00:00.")]
    [InlineData("Archive:WebHdfs:Endpoint", "names.example", NoAddress, SetAddress)]
    [InlineData("Archive:WebHdfs:Folder", " ", Empty, "Set it.")]
    [InlineData("Archive:WebHdfs:Timeout", "01:00:01", OutOfRange, "Set 00:00:01 to 01:00:00.")]
    public void A_wrong_setting_is_named_with_what_is_wrong_and_what_to_do(string setting, string? value, string problem, string remedy, string? named = null)
    {
        var settings = new Dictionary<string, string?>(Archive(setting), StringComparer.Ordinal) { [setting] = value };

        Assert.Equal(new ConfigurationProblem($"{Section}:{named ?? setting}", problem, remedy), Assert.Single(Check(settings)));
    }

    [Fact]
    public void Right_settings_pass_to_the_ends_of_their_ranges()
    {
        string[][] ranges =
        [
            ["UtcOffset", "-14:00:00", "14:00:00"], ["UtcOffsets:fake-main", "-14:00:00", "14:00:00"], ["At", "00:00:00", "23:59:59"],
            ["GiveUpAfter", "01:00:00", "30.00:00:00"], ["PollInterval", "00:00:00.05", "00:10:00"], ["Lease", "00:00:01", "01:00:00"],
            ["CutoffWindow", "00:00:00", "12:00:00"], ["OrderLookback", "01:00:00", "60.00:00:00"], ["CatchUpDays", "1", "90"], ["ToleranceMinor", "0", "1000000"],
            ["HeldDays", "1", "30"], ["Partitions", "1", "10000"], ["MemoryLimit", "67108864", "68719476736"], ["MaxRepairs", "0", "100000"],
            ["SecondApproverAboveMinor", "0", "9223372036854775807"], ["Archive:Retention", "1096.00:00:00", "36500.00:00:00"],
            ["Archive:S3:Timeout", "00:00:01", "01:00:00"], ["Archive:WebHdfs:Timeout", "00:00:01", "01:00:00"], ["Accounts:0", "fake-main", "fake-main"],
            ["Kinds:0", "Trades", "FundFlow"],
        ];
        foreach (var archive in (Dictionary<string, string?>[])[[], S3, WebHdfs])
        {
            Assert.Empty(Check(archive));
            Assert.Empty(Check(new(archive.Concat(ranges.Select(range => KeyValuePair.Create(range[0], (string?)range[1]))), StringComparer.Ordinal)));
            Assert.Empty(Check(new(archive.Concat(ranges.Select(range => KeyValuePair.Create(range[0], (string?)range[2]))), StringComparer.Ordinal)));
        }
    }

    [Fact]
    public async Task A_host_with_wrong_settings_refuses_to_start_names_every_one_and_shows_no_secret()
    {
        using var folder = new TemporaryFolder();
        using var host = Build(new(S3, StringComparer.Ordinal) { ["Archive:S3:Bucket"] = "", ["Lease"] = "00:00:00", ["HeldDays"] = "0", ["WorkFolder"] = "" }, folder["payments.db"]);

        var thrown = await Assert.ThrowsAsync<PaymentConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            ["Archive:S3:Bucket", "HeldDays", "Lease", "WorkFolder"],
            thrown.Problems.Select(problem => problem.Path[(Section.Length + 1)..]).Order(StringComparer.Ordinal));
        Assert.All(thrown.Problems, problem => Assert.Contains(problem.Path, thrown.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_keeps_no_reconciliation_is_named()
    {
        var problem = Assert.Single(Check([], database: null));

        Assert.Equal(new ConfigurationProblem(Section, "needs a store that keeps reconciliation.", "Add one that does, as UseSqlite() or UsePostgreSql()."), problem);
    }

    private static Dictionary<string, string?> Archive(string setting) =>
        setting.StartsWith("Archive:S3:", StringComparison.Ordinal) ? S3 : setting.StartsWith("Archive:WebHdfs:", StringComparison.Ordinal) ? WebHdfs : [];

    private static List<ConfigurationProblem> Check(Dictionary<string, string?> settings, string? database = "payments.db")
    {
        using var host = Build(settings, database);
        return [.. host.Services.GetServices<IConfigurationCheck>().SelectMany(check => check.Check()).Where(problem => problem.Path.StartsWith(Section, StringComparison.Ordinal))];
    }

    private static IHost Build(Dictionary<string, string?> settings, string? database)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{Section}:{setting.Key}", setting.Value)).Append(new("Payments:NotifyUrl", "https://shop.example/notify")));
        var payments = builder.AddPayments().AddChannel(FakeChannel.Name, "fake", static _ => new FakeChannel()).AddReconciliation();
        if (database is not null)
        {
            payments.UseSqlite(database);
        }

        return builder.Build();
    }
}
