using Payments.Channels;

namespace Payments.Recon;

/// <summary>One entry of the archive's index.</summary>
public sealed record ArchiveEntry
{
    /// <summary>Its place, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>What it says.</summary>
    public required ArchiveEntryKind Kind { get; init; }

    /// <summary>The file's name, as <c>bill.csv</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The channel account.</summary>
    public required string ChannelAccount { get; init; }

    /// <summary>The day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The kind of bill.</summary>
    public required StatementKind Statement { get; init; }

    /// <summary>SHA-256 of the content, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The content's length.</summary>
    public required long Bytes { get; init; }

    /// <summary>When the entry was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Until when the content is kept.</summary>
    public required DateTimeOffset RetainUntil { get; init; }

    /// <summary>SHA-256 of the entry before; 64 zeros for the first.</summary>
    public required string Previous { get; init; }
}

/// <summary>What an entry says.</summary>
public enum ArchiveEntryKind
{
    /// <summary>A file was archived.</summary>
    Added,

    /// <summary>A content's time was over, and it was deleted.</summary>
    Purged,
}
