namespace Payments;

/// <summary>Settings of submission tokens, handed out before an order exists and used up by creating it.</summary>
public sealed class PaymentsSubmissionTokenOptions
{
    /// <summary>Whether orders are only created with a token over HTTP. Default: off; a token that is sent is checked either way.</summary>
    public bool Required { get; set; }

    /// <summary>How long a token can be used. Default: 5 minutes. 10 seconds to 1 hour.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Signs the tokens: at least 32 characters, the same on every node. Secret. Default: none, and each process makes up one of its own, so that tokens are
    /// good only where they were issued, until it ends. Needed where tokens are required and nodes share their marks.
    /// </summary>
    public string Key { get; set; } = "";
}
