namespace Payments.Diagnostics;

/// <summary>What a probe found.</summary>
public sealed record ProbeResult
{
    private ProbeResult(ProbeStatus status, string? finding)
    {
        Status = status;
        Finding = finding;
    }

    /// <summary>It does its work.</summary>
    public static ProbeResult Up { get; } = new(ProbeStatus.Up, null);

    /// <summary>How it stands.</summary>
    public ProbeStatus Status { get; }

    /// <summary>What is wrong, for an operator; <see langword="null"/> when nothing is.</summary>
    public string? Finding { get; }

    /// <summary>It does its work, less well than it should.</summary>
    /// <param name="finding">What is wrong, in words of the package: no host name, no address, no account's secret, no text of an exception. At most 200 characters are shown.</param>
    public static ProbeResult Impaired(string finding) => new(ProbeStatus.Impaired, finding);

    /// <summary>It does not do its work.</summary>
    /// <param name="finding">What is wrong, in words of the package: no host name, no address, no account's secret, no text of an exception. At most 200 characters are shown.</param>
    public static ProbeResult Down(string finding) => new(ProbeStatus.Down, finding);
}

/// <summary>How a dependency stands.</summary>
public enum ProbeStatus
{
    /// <summary>It does its work.</summary>
    Up,

    /// <summary>It does its work, less well than it should.</summary>
    Impaired,

    /// <summary>It does not do its work.</summary>
    Down,
}
