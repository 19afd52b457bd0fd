namespace Payments.Recon;

/// <summary>The codes of <see cref="ReconciliationException"/>: stable, and explained in <c>docs/errors.md</c>.</summary>
public static class ReconciliationErrorCodes
{
    /// <summary>A file of ours or a bill is not there or cannot be opened.</summary>
    public const string InputUnreadable = "recon_input_unreadable";

    /// <summary>The file's first line does not have the columns its form needs.</summary>
    public const string HeaderUnknown = "recon_header_unknown";

    /// <summary>No form or mapping has this name, or the mapping is wrong.</summary>
    public const string FormatUnknown = "recon_format_unknown";

    /// <summary>The bill ends before its summary, or its archive is cut off.</summary>
    public const string BillTruncated = "bill_truncated";

    /// <summary>The bill does not have the hash that was announced.</summary>
    public const string BillHashMismatch = "bill_hash_mismatch";

    /// <summary>The bill's own summary differs from its lines, and the rules ask for agreement.</summary>
    public const string BillSummaryMismatch = "bill_summary_mismatch";

    /// <summary>The bill unpacks to far more than a bill can be.</summary>
    public const string BillTooLarge = "bill_too_large";

    /// <summary>The bill's archive is damaged, has a path in a name, too many entries, or not one detail file.</summary>
    public const string BillArchiveRefused = "bill_archive_refused";

    /// <summary>A rule or a path of the job is out of its range.</summary>
    public const string JobInvalid = "recon_job_invalid";

    /// <summary>The output folder cannot be written to, or another run is at work in it.</summary>
    public const string OutputUnusable = "recon_output_unusable";

    /// <summary>There is no run to resume in the folder, or its inputs have changed.</summary>
    public const string NothingToResume = "recon_nothing_to_resume";

    /// <summary>An input changed while it was read.</summary>
    public const string InputChanged = "recon_input_changed";

    /// <summary>The archive keeps the content longer: its time is not over.</summary>
    public const string ArchiveRetained = "archive_retained";

    /// <summary>No entry of the archive names the content.</summary>
    public const string ArchiveUnknown = "archive_unknown";

    /// <summary>The totals do not bridge: a fault of the engine, never of the data.</summary>
    public const string BridgeBroken = "recon_bridge_broken";

    /// <summary>A total is beyond what 64 bits of minor units hold.</summary>
    public const string TotalTooLarge = "recon_total_too_large";
}
