namespace Payments.Conformance;

/// <summary>How a network or the channel behind it can fail a call.</summary>
public enum NetworkFault
{
    /// <summary>All is well.</summary>
    None,

    /// <summary>Nothing is sent: the connection is refused.</summary>
    ConnectionRefused,

    /// <summary>Nothing is sent: the name does not resolve.</summary>
    NameNotFound,

    /// <summary>Nothing is sent: TLS is not established.</summary>
    TlsFailed,

    /// <summary>The call takes effect, and no answer ever comes.</summary>
    NoAnswer,

    /// <summary>The call takes effect, and the connection breaks before the answer.</summary>
    Reset,

    /// <summary>The call takes effect, and a proxy answers 502 with a page.</summary>
    ServerError,

    /// <summary>The call takes effect, and a proxy answers 200 with a page.</summary>
    Garbage,

    /// <summary>The call takes effect, and the answer's body is lost.</summary>
    Empty,

    /// <summary>The call takes effect, and half of the answer's body is lost.</summary>
    Cut,

    /// <summary>The call takes effect, and one letter or digit of the answer is another one.</summary>
    Tampered,

    /// <summary>The call takes effect, and the answer has no signature.</summary>
    Unsigned,
}
