using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.AspNetCore.Hosting;

/// <summary>What the routes log: event ids 2000 to 2999, never a body, header or payer identity (law 10).</summary>
internal static partial class Log
{
    private const string Category = "Payments.AspNetCore";

    public static ILogger Of(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category);

    [LoggerMessage(2000, LogLevel.Information, "A request to the order API was refused with {Status} {Code}.")]
    public static partial void Refused(ILogger logger, int status, string code);

    [LoggerMessage(2001, LogLevel.Error, "A request to the order API failed; the caller was told to repeat it under the same key.")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(2002, LogLevel.Error, "A request to the order API met a wrong setting; the caller was not told which.")]
    public static partial void Misconfigured(ILogger logger, Exception exception);

    [LoggerMessage(2100, LogLevel.Warning, "{MaxListeners} listeners follow live updates, as many as allowed; another one was refused. Raise PaymentEndpointOptions.MaxListeners if they are genuine.")]
    public static partial void TooManyListeners(ILogger logger, int maxListeners);

    [LoggerMessage(2101, LogLevel.Warning, "The live updates of order {OrderNo} broke; the listener will connect again and misses nothing.")]
    public static partial void UpdatesBroke(ILogger logger, OrderNo orderNo, Exception exception);

    [LoggerMessage(2200, LogLevel.Error, "A callback to channel account {ChannelAccount} could not be taken in; the channel was asked to send it again.")]
    public static partial void NotificationFailed(ILogger logger, string channelAccount, Exception exception);

    [LoggerMessage(2201, LogLevel.Warning, "A callback came for a channel account that is not configured: {ChannelAccount}.")]
    public static partial void UnknownAccount(ILogger logger, string channelAccount);

    [LoggerMessage(2202, LogLevel.Information, "A callback to channel account {ChannelAccount} broke off or broke the rules of HTTP ({Status}).")]
    public static partial void NotificationUnreadable(ILogger logger, string channelAccount, int status);

    [LoggerMessage(2400, LogLevel.Warning, "{Dependency} is {Status}: {Finding}")]
    public static partial void DependencyNotUp(ILogger logger, string dependency, Diagnostics.ProbeStatus status, string finding);

    [LoggerMessage(2401, LogLevel.Information, "{Dependency} is up again")]
    public static partial void DependencyUp(ILogger logger, string dependency);

    [LoggerMessage(2402, LogLevel.Warning, "The probe of {Dependency} failed with {Fault}")]
    public static partial void ProbeFault(ILogger logger, string dependency, string fault);

    [LoggerMessage(2300, LogLevel.Warning, "A webhook was refused with {Status}: {Reason}")]
    public static partial void WebhookRefused(ILogger logger, int status, string reason);

    [LoggerMessage(2301, LogLevel.Error, "The handler of webhook {Id} failed; its sender was asked to send it again.")]
    public static partial void WebhookHandlerFailed(ILogger logger, string id, Exception exception);
}
