using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Payments.Storage;
using Xunit;

namespace Payments.Sqlite.Tests;

/// <summary>What keeps a store from opening is named by its configuration path, with a remedy.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        var file = _folder.File("letter.txt");
        await File.WriteAllTextAsync(file, new string('x', 10_000), Cancellation);

        await RefusedAsync(file, "not a SQLite database");
        Assert.Equal(10_000, new FileInfo(file).Length);
    }

    [Fact]
    public async Task Another_applications_database_is_refused_and_left_alone()
    {
        var file = _folder.File("other.db");
        SqliteFixture.Scalar(file, "CREATE TABLE recipes (name TEXT)");

        await RefusedAsync(file, "another application");
        Assert.Equal(1, SqliteFixture.Query(file, "SELECT COUNT(*) FROM sqlite_master"));
    }

    [Fact]
    public async Task A_damaged_database_is_refused()
    {
        var file = _folder.File("damaged.db");
        await using (var store = new SqlitePaymentStore(new SqliteStoreOptions { DataSource = file }))
        {
            await store.InitializeAsync(Cancellation);
        }

        SqliteFixture.Scalar(file, "PRAGMA user_version = 0"); // so that the schema is looked at
        using (var stream = File.OpenWrite(file))
        {
            stream.Position = 100;
            stream.Write(Enumerable.Repeat((byte)0xA5, 3_000).ToArray());
        }

        await RefusedAsync(file, "is damaged");
    }

    [Fact]
    public async Task A_file_another_process_keeps_locked_is_refused_in_time()
    {
        var file = _folder.File("locked.db");
        using var holder = new SqliteConnection($"Data Source={file};Pooling=False");
        holder.Open();
        using var command = holder.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE t (x); BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();

        await RefusedAsync(file, "locked by another process");
    }

    [Fact]
    public async Task A_file_that_may_not_be_made_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is where nobody may make files.");
        await RefusedAsync("/proc/payments.db", "cannot be opened");
    }

    [Fact]
    public async Task Wrong_settings_are_refused_together_before_the_file_is_touched()
    {
        var options = new SqliteStoreOptions { DataSource = _folder.File("absent/payments.db"), BusyTimeout = TimeSpan.Zero, MaxBatch = 0, Durability = (SqliteDurability)9 };
        await using var store = new SqlitePaymentStore(options);

        var refused = await Assert.ThrowsAsync<PaymentConfigurationException>(() => store.InitializeAsync(Cancellation));

        Assert.Equal(
            ["Payments:Sqlite:BusyTimeout", "Payments:Sqlite:DataSource", "Payments:Sqlite:Durability", "Payments:Sqlite:MaxBatch"],
            refused.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(":memory:")]
    [InlineData("file:payments.db?mode=memory")]
    [InlineData("/tmp")]
    public async Task A_data_source_that_is_no_file_is_refused(string dataSource)
    {
        await using var store = new SqlitePaymentStore(new SqliteStoreOptions { DataSource = dataSource });
        var refused = await Assert.ThrowsAsync<PaymentConfigurationException>(() => store.InitializeAsync(Cancellation));
        Assert.Equal("Payments:Sqlite:DataSource", Assert.Single(refused.Problems).Path);
    }

    [Theory]
    [InlineData(13, "full disk")]
    [InlineData(8, "cannot be written")]
    [InlineData(10, "by the disk")]
    [InlineData(5, "locked")]
    [InlineData(11, "damaged")]
    [InlineData(14, "cannot be opened")]
    [InlineData(26, "not a SQLite database")]
    [InlineData(21, "cannot be opened")]
    public void Every_fault_of_SQLite_has_words_and_a_remedy(int code, string words)
    {
        var problem = Assert.Single(new StartFault("Payments:Sqlite:DataSource", "payments.db").Of(new SqliteException("fault", code)).Problems);
        Assert.Contains(words, problem.Problem, StringComparison.Ordinal);
        Assert.Contains($"SQLite {code}", problem.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Remedy);
    }

    [Fact]
    public async Task UseSqlite_reads_the_section_and_code_wins_over_it()
    {
        await using var provider = Host(
            new() { ["Sqlite:DataSource"] = _folder.File("section.db"), ["Sqlite:Durability"] = "normal", ["Sqlite:BusyTimeout"] = "00:00:02", ["Sqlite:MaxBatch"] = "7" },
            payments => payments.UseSqlite().UseSqlite(options => options.MaxBatch = 8));
        var options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<SqliteStoreOptions>>().Value;

        Assert.Equal((_folder.File("section.db"), SqliteDurability.Normal, TimeSpan.FromSeconds(2), 8), (options.DataSource, options.Durability, options.BusyTimeout, options.MaxBatch));
        Assert.Empty(provider.GetServices<IConfigurationCheck>().SelectMany(check => check.Check()));
        Assert.Same(provider.GetRequiredService<SqlitePaymentStore>(), Assert.Single(provider.GetServices<IPaymentStore>()));
        await provider.GetRequiredService<IPaymentStore>().InitializeAsync(Cancellation);
        Assert.True(File.Exists(_folder.File("section.db")));
    }

    [Fact]
    public async Task UseSqlite_keeps_the_file_it_is_given()
    {
        await using var provider = Host(new() { ["Sqlite:DataSource"] = "section.db" }, payments => payments.UseSqlite(_folder.File("code.db")));
        await provider.GetRequiredService<IPaymentStore>().InitializeAsync(Cancellation);
        Assert.True(File.Exists(_folder.File("code.db")));
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_are_all_listed_by_their_path()
    {
        await using var provider = Host(
            new() { ["Sqlite:DataSource"] = "", ["Sqlite:Durability"] = "1", ["Sqlite:BusyTimeout"] = "soon", ["Sqlite:MaxBatch"] = "many" },
            payments => payments.UseSqlite());

        var problems = provider.GetServices<IConfigurationCheck>().SelectMany(check => check.Check());

        Assert.Equal(
            ["Payments:Sqlite:BusyTimeout", "Payments:Sqlite:DataSource", "Payments:Sqlite:Durability", "Payments:Sqlite:MaxBatch"],
            problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    private static ServiceProvider Host(Dictionary<string, string?> settings, Action<PaymentsBuilder> use)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => "Payments:" + pair.Key, pair => pair.Value)).Build();
        var services = new ServiceCollection();
        use(new PaymentsBuilder(services, configuration.GetSection("Payments")));
        return services.BuildServiceProvider();
    }

    private static async Task RefusedAsync(string file, string words)
    {
        await using var store = new SqlitePaymentStore(new SqliteStoreOptions { DataSource = file, BusyTimeout = TimeSpan.FromMilliseconds(200) });
        var refused = await Assert.ThrowsAsync<PaymentConfigurationException>(() => store.InitializeAsync(Cancellation));
        var problem = Assert.Single(refused.Problems);
        Assert.Equal("Payments:Sqlite:DataSource", problem.Path);
        Assert.Contains(words, problem.Problem, StringComparison.Ordinal);
        Assert.Contains(file, problem.Problem, StringComparison.Ordinal);
    }
}
