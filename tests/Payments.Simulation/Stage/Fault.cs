namespace Payments.Simulation.Stage;

/// <summary>The kinds of trouble a world can have. Each seed turns some of them on.</summary>
internal enum Fault
{
    /// <summary>A request reaches the channel late: seconds, up to half a minute, also after its caller gave up.</summary>
    SlowRequest,

    /// <summary>An answer comes late.</summary>
    SlowAnswer,

    /// <summary>A request is lost before it has an effect.</summary>
    LostRequest,

    /// <summary>An answer is lost after the effect.</summary>
    LostAnswer,

    /// <summary>The channel answers 5xx after the effect.</summary>
    ServerError,

    /// <summary>The channel definitely refuses.</summary>
    Refusal,

    /// <summary>The channel refuses for now.</summary>
    Throttle,

    /// <summary>Nothing could be sent.</summary>
    Unreachable,

    /// <summary>The effect took place, and the answer cannot be trusted.</summary>
    Garbage,

    /// <summary>A channel account answers nothing for minutes.</summary>
    Outage,

    CallbackLost,
    CallbackTwice,
    CallbackLate,

    /// <summary>A verified callback names another amount.</summary>
    CallbackWrongAmount,

    /// <summary>A callback comes to another account's address.</summary>
    CallbackWrongAccount,

    /// <summary>A callback says that an open payment was closed.</summary>
    CallbackSaysClosed,

    /// <summary>The store fails and nothing was written.</summary>
    StoreFailsBefore,

    /// <summary>The store fails, and it was written.</summary>
    StoreFailsAfter,

    StoreSlow,

    /// <summary>A node dies at a call and starts again later.</summary>
    Crash,

    /// <summary>Clocks are off by seconds.</summary>
    Drift,

    /// <summary>An event handler throws.</summary>
    HandlerFails,

    HandlerSlow,

    /// <summary>A caller stops waiting.</summary>
    CallerLeaves,

    /// <summary>A caller's request or its answer is lost on the way.</summary>
    CallerCut,

    /// <summary>What is shared about the accounts' health is wrong, old or gone.</summary>
    HealthLies,

    /// <summary>A refund is stuck at the payer's bank for hours.</summary>
    RefundStuck,

    /// <summary>A refund that was taken ends without money moving.</summary>
    RefundFails,

    /// <summary>Operators drain, disable and switch on again.</summary>
    Switches,

    /// <summary>Alipay's codes stand for no payment before they are scanned, so that there is nothing to close (as in its precreate).</summary>
    UnscannedCodes,
}
