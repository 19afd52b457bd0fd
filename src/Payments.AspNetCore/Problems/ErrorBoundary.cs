using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Hosting;

namespace Payments.AspNetCore.Problems;

/// <summary>Turns whatever a route throws into a problem, so that every error of the order API looks the same.</summary>
internal static class ErrorBoundary
{
    private const int ClientClosedRequest = 499;

    public static RequestDelegate Around(RequestDelegate route) => context => RunAsync(context, route);

    private static async Task RunAsync(HttpContext context, RequestDelegate route)
    {
        try
        {
            await route(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : ClientClosedRequest;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await Responses.WriteAsync(context, Describe(context, exception));
        }
    }

    private static Problem Describe(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case InvalidPaymentRequestException invalid:
                return Problem.Of(invalid.Error) with { Errors = invalid.Problems };
            case BadHttpRequestException bad:
                return Problem.InvalidRequest(bad.StatusCode, "The request could not be read to its end.", "Send the whole body, and only it.");
            case PaymentConfigurationException:
                Log.Misconfigured(Log.Of(context), exception);
                return Problem.Of(new PaymentError
                {
                    Code = PaymentErrorCodes.Configuration,
                    Message = "The host's payment settings are wrong.",
                    Remedy = "Tell its operator: the log says which.",
                });
            case PaymentsException known:
                return Problem.Of(known.Error);
            default:
                Log.Failed(Log.Of(context), exception);
                return Problem.Of(new PaymentError
                {
                    Code = PaymentApiErrorCodes.InternalError,
                    Message = "The request failed on our side, and whether it took effect is not known.",
                    Remedy = "Repeat it unchanged, with the same Idempotency-Key or merchantRefundNo: it has the effect of one.",
                });
        }
    }
}
