namespace Payments.Fuzz.Oracles;

/// <summary>An oracle's verdict: this callback may not be trusted.</summary>
internal sealed class UntrustedException(string reason) : Exception(reason);
