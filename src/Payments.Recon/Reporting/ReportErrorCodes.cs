namespace Payments.Recon;

/// <summary>Codes of <see cref="ReconciliationException"/> that reports, exports and distributed engines add: stable, and explained in <c>docs/errors.md</c>.</summary>
public static class ReportErrorCodes
{
    /// <summary>An export has more lines than allowed; nothing was written.</summary>
    public const string ExportTooLarge = "recon_export_too_large";

    /// <summary>There is no run in the folder to report on.</summary>
    public const string NothingToReport = "recon_nothing_to_report";

    /// <summary>A server of a distributed engine did not answer, or refused.</summary>
    public const string EngineUnavailable = "recon_engine_unavailable";

    /// <summary>A distributed engine classified another number of lines than were staged.</summary>
    public const string EngineLinesMissing = "recon_engine_lines_missing";
}
