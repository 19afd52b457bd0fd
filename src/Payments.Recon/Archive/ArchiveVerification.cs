namespace Payments.Recon;

/// <summary>What verifying an archive found.</summary>
public sealed record ArchiveVerification
{
    /// <summary>How many entries the index has.</summary>
    public required long Entries { get; init; }

    /// <summary>How many of them have their content; the others were purged when their time was over.</summary>
    public required long Contents { get; init; }

    /// <summary>How many bytes of content were read and hashed.</summary>
    public required long Bytes { get; init; }

    /// <summary>The last entry; <see langword="null"/> where the index is empty. Keep it elsewhere to find out later whether the end was cut off.</summary>
    public required ArchiveHead? Head { get; init; }

    /// <summary>Everything that is wrong, at most 1,000; empty when the archive is whole.</summary>
    public required IReadOnlyList<ArchiveProblem> Problems { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => Problems.Count == 0;
}

/// <summary>An entry of the index: with the chain behind it, it pins all that was archived up to it.</summary>
/// <param name="Sequence">Its place, from 1.</param>
/// <param name="Sha256">SHA-256 of the entry, lower-case hex.</param>
public sealed record ArchiveHead(long Sequence, string Sha256);

/// <summary>Something wrong in an archive.</summary>
/// <param name="Kind">What.</param>
/// <param name="Object">The object it was found at.</param>
/// <param name="Detail">What was expected and what is there.</param>
public sealed record ArchiveProblem(ArchiveProblemKind Kind, string Object, string Detail);

/// <summary>What can be wrong in an archive.</summary>
public enum ArchiveProblemKind
{
    /// <summary>A content does not have its hash: bytes were changed.</summary>
    ContentChanged,

    /// <summary>A content is not there, and nothing says that it was purged.</summary>
    ContentMissing,

    /// <summary>A place of the index is empty, or its end is not where it was.</summary>
    ChainCut,

    /// <summary>An entry is not the one its successor, or somebody outside, knows: entries were changed or change places.</summary>
    ChainBroken,

    /// <summary>An entry cannot be read.</summary>
    EntryMalformed,

    /// <summary>A content that no entry names: a write that never ended, or entries were cut off.</summary>
    Unlisted,

    /// <summary>A content was purged before its time was over.</summary>
    PurgedEarly,
}
