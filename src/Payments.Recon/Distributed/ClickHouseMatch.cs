using System.Globalization;
using System.Security.Cryptography;
using Payments.Recon.Matching;
using Payments.Recon.Partitions;

namespace Payments.Recon.Distributed;

/// <summary>Matches by number on a ClickHouse cluster: each shard has all lines of its numbers and groups them alone; the first gathers what is not simply matched.</summary>
internal sealed class ClickHouseMatch(IReadOnlyList<ClickHouseShard> shards, ClickHouseOptions options) : INumberMatch
{
    private readonly string _name = "recon_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public async Task<NumberMatches> MatchAsync(PartitionStore ours, PartitionStore theirs, string folder, long toleranceMinor, Tally tally, CancellationToken cancellationToken)
    {
        var staged = StagedLines.Write(ours, theirs, options.StagingFolder ?? Path.Combine(folder, "staged"), shards.Count, cancellationToken);
        try
        {
            var sql = new MatchSql(new ClickHouseDialect(), toleranceMinor);
            await Task.WhenAll(shards.Select((shard, index) => ClassifyAsync(shard, sql, staged, index, cancellationToken))).ConfigureAwait(false);
            return await GatherAsync(sql, staged, tally, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            staged.Delete();
            await Task.WhenAll(shards.Select(shard => DropAsync(shard))).ConfigureAwait(false);
        }
    }

    private string Table(string name) => $"{_name}_{name}";

    private async Task ClassifyAsync(ClickHouseShard shard, MatchSql sql, StagedLines staged, int index, CancellationToken cancellationToken)
    {
        await shard.ExecuteAsync($"CREATE TABLE {Table("facts")} ({sql.Schema}) ENGINE = Log", cancellationToken).ConfigureAwait(false);
        await shard.LoadAsync(Table("facts"), staged.Files[index], cancellationToken).ConfigureAwait(false);
        var loaded = await shard.CountAsync(Table("facts"), cancellationToken).ConfigureAwait(false);
        if (loaded != staged.FileLines[index])
        {
            throw new ReconciliationException(
                ReportErrorCodes.EngineLinesMissing,
                string.Create(CultureInfo.InvariantCulture, $"ClickHouse at {shard.Name} has {loaded} of the {staged.FileLines[index]} lines it was given. No result was written. Look at its disk, and run again."));
        }

        await shard.ExecuteAsync($"CREATE TABLE {Table("pairs")} ENGINE = Log AS\n{sql.Pairs(Table("facts"))}", cancellationToken).ConfigureAwait(false);
        await shard.ExecuteAsync($"CREATE TABLE {Table("further")} ENGINE = Log AS\n{MatchSql.Further(Table("facts"), Table("pairs"))}", cancellationToken).ConfigureAwait(false);
    }

    private async Task<NumberMatches> GatherAsync(MatchSql sql, StagedLines staged, Tally tally, CancellationToken cancellationToken)
    {
        var first = shards[0];
        foreach (var name in new[] { "pairs", "further" })
        {
            await first.ExecuteAsync($"CREATE TABLE {Table(name)}_all AS {Table(name)} ENGINE = Distributed({options.Cluster}, {options.Database}, {Table(name)})", cancellationToken).ConfigureAwait(false);
        }

        var results = new DistributedResults(staged, tally);
        await foreach (var row in first.QueryAsync(sql.Totals(Table("pairs_all")), cancellationToken).ConfigureAwait(false))
        {
            results.AddTotal(row);
        }

        foreach (var select in new[] { MatchSql.ListPairs(Table("pairs_all")), MatchSql.ListFurther(Table("further_all")) })
        {
            await foreach (var row in first.QueryAsync(select, cancellationToken).ConfigureAwait(false))
            {
                results.AddListed(row);
            }
        }

        return results.Complete();
    }

    private async Task DropAsync(ClickHouseShard shard)
    {
        foreach (var name in new[] { "pairs_all", "further_all", "further", "pairs", "facts" })
        {
            await shard.DropAsync(Table(name)).ConfigureAwait(false);
        }
    }
}
