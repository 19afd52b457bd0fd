namespace Payments.Drill.Fronts;

/// <summary>What stands between the merchant's host and the primary account, and makes it sick.</summary>
internal interface IFront : IAsyncDisposable
{
    /// <summary>Where the primary account's API is.</summary>
    string Address { get; }

    Task BreakAsync();

    Task MendAsync();
}
