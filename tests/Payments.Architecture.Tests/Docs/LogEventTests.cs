using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Payments.Architecture.Tests.Support;

namespace Payments.Architecture.Tests.Docs;

/// <summary>Log event ids are a contract: unique, in the package's range, and in the table of docs/operations.md with their level.</summary>
public sealed class LogEventTests
{
    private const string Document = "docs/operations.md";

    private static readonly (string Package, int First)[] Ranges =
    [
        ("Payments.Core", 1000), ("Payments.AspNetCore", 2000), ("Payments.Channels.WeChat", 3000), ("Payments.Channels.Alipay", 4000), ("Payments.Sqlite", 5000),
        ("Payments.PostgreSql", 6000), ("Payments.Webhooks", 7000), ("Payments.RabbitMq", 11000), ("Payments.Kafka", 12000), ("Payments.Recon", 13000), ("Payments.Simulators", 9000), ("Payments.Redis", 10_000),
    ];

    [Fact]
    public void Ids_are_unique_and_in_range() => Findings.ShouldBeNone(Misnumbered([.. Events()]), "An id is never given another meaning; each package has its own thousand.");

    [Fact]
    public void Ids_are_documented()
    {
        var documented = Repository.Read(Document).Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 3 && int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(cells => $"{cells[1]} {cells[2]}")
            .ToList();
        var events = Events().Where(each => each.Package != "Payments.Simulators").Select(each => $"{each.Id.ToString(CultureInfo.InvariantCulture)} {each.Level}").ToList();
        Findings.ShouldBeNone(
            events.Except(documented, StringComparer.Ordinal).Select(each => $"{each}: is not in the table.").Concat(documented.Except(events, StringComparer.Ordinal).Select(each => $"{each}: is no event of the packages.")),
            $"Keep the table '| id | level | meaning | what to do |' of {Document} up to date.");
    }

    [Fact]
    public void Wrong_ids_are_found()
    {
        Assert.Single(Misnumbered([new("Payments.Core", 1001, LogLevel.Debug, "A"), new("Payments.Core", 1001, LogLevel.Debug, "B")]));
        Assert.Single(Misnumbered([new("Payments.Core", 2001, LogLevel.Debug, "A")]));
        Assert.Single(Misnumbered([new("Payments.New", 7001, LogLevel.Debug, "A")]));
        Assert.Empty(Misnumbered([new("Payments.Core", 1001, LogLevel.Debug, "A"), new("Payments.Sqlite", 5001, LogLevel.Debug, "B")]));
    }

    private static IEnumerable<string> Misnumbered(IReadOnlyList<LogEvent> events)
    {
        foreach (var twice in events.GroupBy(each => each.Id).Where(group => group.Count() > 1))
        {
            yield return $"{twice.Key}: is given to {string.Join(" and ", twice.Select(each => $"{each.Package} {each.Name}"))}.";
        }

        foreach (var each in events)
        {
            var range = Array.Find(Ranges, range => range.Package == each.Package);
            if (range.Package is null || each.Id < range.First || each.Id > range.First + 999)
            {
                yield return $"{each.Id}: of {each.Package} {each.Name} is outside the package's range{(range.Package is null ? ", which LogEventTests does not know" : "")}.";
            }
        }
    }

    private static IEnumerable<LogEvent> Events() =>
        from project in Repository.SourceProjects
        from type in project.Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select new LogEvent(project.Name, message.EventId, message.Level, method.Name);

    private sealed record LogEvent(string Package, int Id, LogLevel Level, string Name);
}
