namespace Payments.Recon;

/// <summary>A run could not be done. Nothing that was there before is lost, and the same job may be run again.</summary>
public sealed class ReconciliationException : Exception
{
    /// <summary>Makes it.</summary>
    /// <param name="code">Stable, as <c>bill_truncated</c>; one of <c>docs/errors.md</c>.</param>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ReconciliationException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>Stable, as <c>bill_truncated</c>.</summary>
    public string Code { get; }
}
