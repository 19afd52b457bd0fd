namespace Payments.Simulation.Wires;

/// <summary>What the simulated channels say of trouble.</summary>
internal static class WireErrors
{
    public static readonly PaymentError Server = new()
    {
        Code = PaymentErrorCodes.ChannelNoAnswer,
        Message = "The channel answered 500.",
        Remedy = "Ask again.",
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public static readonly PaymentError Throttled = new()
    {
        Code = PaymentErrorCodes.ChannelThrottled,
        Message = "The channel refused for now: too many requests.",
        Remedy = "Ask later.",
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public static readonly PaymentError Refused = new()
    {
        Code = PaymentErrorCodes.ChannelRejected,
        Message = "The channel refused.",
        Remedy = "Nothing was done.",
    };

    public static readonly PaymentError AccountUnable = new()
    {
        Code = PaymentErrorCodes.ChannelAccountUnable,
        Message = "The account is not permitted to do this.",
        Remedy = "Use another account.",
    };
}
