using Microsoft.Extensions.Logging;
using Payments.Reconciliation;

namespace Payments.Recon.Hosting;

/// <summary>Everything reconciliation logs. Event ids 13000 to 13999 belong to this package; never a payer or a secret (law 10).</summary>
internal static partial class Log
{
    [LoggerMessage(13000, LogLevel.Information, "Reconciliation run {RunId} is scheduled")]
    public static partial void Scheduled(ILogger logger, string runId);

    [LoggerMessage(13001, LogLevel.Information, "Reconciliation run {RunId}: the bill is there, {Bytes} bytes, SHA-256 {Sha256}")]
    public static partial void Obtained(ILogger logger, string runId, long bytes, string sha256);

    [LoggerMessage(13002, LogLevel.Information, "Reconciliation run {RunId} waits: {Reason}; the channel is asked again at {DueAt}")]
    public static partial void Waits(ILogger logger, string runId, string reason, DateTimeOffset dueAt);

    [LoggerMessage(13003, LogLevel.Error, "Reconciliation run {RunId} failed: {Reason}; start it again by hand")]
    public static partial void Failed(ILogger logger, string runId, string reason);

    [LoggerMessage(13004, LogLevel.Information, "Reconciliation run {RunId} is {State}: {Matched} matched, {Breaks} breaks, {Held} held, {Repaired} repaired")]
    public static partial void Completed(ILogger logger, string runId, ReconciliationRunState state, long matched, long breaks, long held, int repaired);

    [LoggerMessage(13005, LogLevel.Warning, "Reconciliation run {RunId} met a fault; it is tried again at {DueAt}")]
    public static partial void Faulted(ILogger logger, string runId, DateTimeOffset dueAt, Exception exception);

    [LoggerMessage(13006, LogLevel.Warning, "Reconciliation run {RunId} is another node's now; this one leaves it")]
    public static partial void LeaseLost(ILogger logger, string runId);

    [LoggerMessage(13007, LogLevel.Error, "The reconciliation runs that are due could not be read; they are asked for again")]
    public static partial void RoundFault(ILogger logger, Exception exception);

    [LoggerMessage(13008, LogLevel.Information, "Order {OrderNo} of reconciliation run {RunId}: the channel says that attempt {AttemptNo} is paid, and now we do")]
    public static partial void Repaired(ILogger logger, string runId, string orderNo, string attemptNo);

    [LoggerMessage(13009, LogLevel.Warning, "Report handler {Handler} failed on reconciliation run {RunId}; it is called again at {DueAt}")]
    public static partial void ReportFault(ILogger logger, string handler, string runId, DateTimeOffset dueAt, Exception exception);

    [LoggerMessage(13010, LogLevel.Error, "Report handler {Handler} has failed {Tries} times on reconciliation run {RunId}: given up")]
    public static partial void ReportGivenUp(ILogger logger, string handler, string runId, int tries);

    [LoggerMessage(13011, LogLevel.Information, "Break {BreakId}: {Person} did {Action}; it is {State}")]
    public static partial void BreakChanged(ILogger logger, string breakId, string person, string action, BreakState state);

    [LoggerMessage(13012, LogLevel.Information, "{Count} contents of the archive were purged: their time was over")]
    public static partial void Purged(ILogger logger, int count);

    [LoggerMessage(13013, LogLevel.Error, "The archive could not be purged; it is tried again tomorrow")]
    public static partial void PurgeFault(ILogger logger, Exception exception);
}
