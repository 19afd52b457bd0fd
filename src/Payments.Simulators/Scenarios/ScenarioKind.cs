namespace Payments.Simulators.Scenarios;

/// <summary>What goes wrong. Written in camel case in <c>POST /_sim/scenario</c>.</summary>
public enum ScenarioKind
{
    /// <summary>The notice comes <c>delayMs</c> later (default 2,000 ms, not scaled).</summary>
    Late,

    /// <summary>The notice never comes, no retry either.</summary>
    Lost,

    /// <summary>One delivery gets lost; the official schedule goes on.</summary>
    Missed,

    /// <summary>The notice is delivered <c>copies</c> times (default 2) at once.</summary>
    Duplicate,

    /// <summary>The notice waits until the next notice of the same channel was delivered (or <c>delayMs</c>, default 2,000 ms).</summary>
    Reordered,

    /// <summary>One byte of the body is changed after signing.</summary>
    Tampered,

    /// <summary>The signed content names another amount: <c>amount</c> in minor units, default one unit more.</summary>
    WrongAmount,

    /// <summary>Members of <c>fields</c> overwrite members of the signed content.</summary>
    WrongFields,

    /// <summary>The signature is a probe that cannot verify (<c>WECHATPAY/SIGNTEST/…</c>).</summary>
    Probe,

    /// <summary>Signed by a key nobody knows.</summary>
    WrongSignature,

    /// <summary>Signed rightly, but under a serial number nobody knows.</summary>
    UnknownSerial,

    /// <summary>The signature headers (or parameters) are left out.</summary>
    MissingHeaders,

    /// <summary>Signed rightly with a time stamp <c>delayMs</c> in the past (default 600,000 ms; negative: the future).</summary>
    StaleClock,

    /// <summary>The call takes effect; its answer comes <c>delayMs</c> later (default 6,000 ms).</summary>
    Slow,

    /// <summary>500 in the channel's words, nothing done.</summary>
    Error5xxBefore,

    /// <summary>The call takes effect, then 500 in the channel's words.</summary>
    Error5xxAfterCharge,

    /// <summary>The connection breaks, nothing done.</summary>
    Reset,

    /// <summary>The call takes effect, then the connection breaks.</summary>
    ResetAfterCharge,

    /// <summary>502 with an HTML page, nothing done.</summary>
    Garbage,

    /// <summary>The call takes effect, then the answer is an HTML page with status 200.</summary>
    GarbageAfterCharge,

    /// <summary>The call is throttled in the channel's words, nothing done.</summary>
    RateLimited,

    /// <summary>Refused with <c>status</c>, <c>code</c> and <c>message</c>, nothing done.</summary>
    Refuse,

    /// <summary>The channel moves to a new signing key at once.</summary>
    KeyRotation,

    /// <summary>A bar-code payment waits for the payer's password.</summary>
    UserPaying,

    /// <summary>A bar-code payment fails; so does a transfer the payee takes.</summary>
    PayError,

    /// <summary>The refund ends abnormal (WeChat Pay) or undecided (Alipay).</summary>
    RefundAbnormal,

    /// <summary>The refund is closed by the channel.</summary>
    RefundClosed,

    /// <summary>The refund stays in processing.</summary>
    RefundStuck,

    /// <summary>Alipay's cancel does nothing and asks to be called again (<c>retry_flag</c> <c>Y</c>).</summary>
    CancelRetry,

    /// <summary>A refusal of Alipay's gateway comes as an unsigned <c>error_response</c>.</summary>
    UnsignedError,

    /// <summary>Alipay's answer starts with the signature; the signed node comes last.</summary>
    ReorderedMembers,

    /// <summary>A second, unsigned node of the same name follows Alipay's signed one.</summary>
    DuplicateNode,
}
