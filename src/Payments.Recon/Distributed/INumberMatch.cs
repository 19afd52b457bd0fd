using Payments.Recon.Matching;
using Payments.Recon.Partitions;

namespace Payments.Recon.Distributed;

/// <summary>Brings lines of one number together somewhere else than in this process. What it finds is what <see cref="PartitionJoin"/> finds.</summary>
internal interface INumberMatch
{
    /// <summary>Matches everything in the partitions and frees them.</summary>
    /// <param name="ours">Our lines.</param>
    /// <param name="theirs">The bill's lines.</param>
    /// <param name="folder">The run's work folder.</param>
    /// <param name="toleranceMinor">By how much amounts may differ.</param>
    /// <param name="tally">Gets counts and the bridge's steps.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ReconciliationException">It could not be done, or lines are missing.</exception>
    Task<NumberMatches> MatchAsync(PartitionStore ours, PartitionStore theirs, string folder, long toleranceMinor, Tally tally, CancellationToken cancellationToken);
}

/// <param name="Entries">Everything that is decided and not simply matched.</param>
/// <param name="Leftovers">The places of lines that found nobody by number, and may by transaction.</param>
internal sealed record NumberMatches(List<Entry> Entries, List<long> Leftovers);
