namespace Payments.Shared;

/// <summary>When a call may be sent again.</summary>
internal enum RepeatRight
{
    /// <summary>Never: it takes money at once.</summary>
    Never,

    /// <summary>To another address, while it is certain that nothing was sent.</summary>
    Unsent,

    /// <summary>Also when it may have arrived: under the same numbers it does nothing twice.</summary>
    Always,
}
