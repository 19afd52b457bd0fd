namespace Payments;

/// <summary>
/// Thrown by a subscriber of events that cannot take any event now, as one whose broker is down. The event waits for it, however long that takes and
/// without using up a try; the order's later events wait behind it. Every other failure counts as a try.
/// </summary>
public sealed class SubscriberUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SubscriberUnavailableException()
        : this("The subscriber cannot take events now.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, without secrets: it is kept and logged.</param>
    public SubscriberUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, without secrets: it is kept and logged.</param>
    /// <param name="innerException">What brought it about.</param>
    public SubscriberUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
