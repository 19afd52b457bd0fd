namespace Payments.Core.Health;

/// <summary>How the accounts answer.</summary>
#pragma warning disable CA1822
internal sealed class HealthBook
{
    public TimeSpan Patience(string account) => TimeSpan.FromSeconds(account.Length == 0 ? 1 : 3);
}
