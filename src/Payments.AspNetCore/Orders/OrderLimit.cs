using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Problems;
using Payments.Coordination;

namespace Payments.AspNetCore.Orders;

/// <summary>How many orders a merchant may ask for. Tells it in the headers of draft-ietf-httpapi-ratelimit-headers-10.</summary>
internal sealed class OrderLimit
{
    private const string PolicyHeader = "RateLimit-Policy";
    private const string LimitHeader = "RateLimit";

    private readonly RateLimit? _limit;

    public OrderLimit(PaymentEndpointOptions options) =>
        _limit = options.OrdersPerMerchant == 0 ? null : new RateLimit(options.OrdersPerMerchant, options.OrdersWindow);

    /// <summary>Counts the request.</summary>
    /// <returns>Why it is refused; <see langword="null"/> when it is not.</returns>
    public async ValueTask<Problem?> RefusesAsync(HttpContext context, string merchantId)
    {
        if (_limit is not { } limit || context.RequestServices.GetService<IRateLimiter>() is not { } limiter)
        {
            return null;
        }

        var verdict = await limiter.TryTakeAsync($"orders:{merchantId}", limit, cancellationToken: context.RequestAborted);
        var headers = context.Response.Headers;
        headers[PolicyHeader] = string.Create(CultureInfo.InvariantCulture, $"\"orders\";q={limit.Permits};w={RetryAfter.Seconds(limit.Window, 1)}");
        headers[LimitHeader] = string.Create(CultureInfo.InvariantCulture, $"\"orders\";r={verdict.Remaining};t={RetryAfter.Seconds(verdict.ResetAfter, 1)}");
        return verdict.IsAllowed ? null : Problem.Of(new PaymentError
        {
            Code = PaymentApiErrorCodes.RateLimited,
            Message = $"The merchant asks for more than {limit.Permits.ToString(CultureInfo.InvariantCulture)} orders in {limit.Window.ToString("c", CultureInfo.InvariantCulture)}.",
            Remedy = "Repeat the request after the time given, under the same Idempotency-Key; nothing was written or sent.",
            RetryAfter = verdict.RetryAfter,
        });
    }
}
