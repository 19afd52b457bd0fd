using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Orders;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Hosting;

/// <summary>Writes answers of the order API. None may be cached: they hold a payer's credential, and they change.</summary>
internal static class Responses
{
    private const string ReplayedHeader = "Idempotent-Replayed";

    public static Task WriteAsync(HttpContext context, int status, OrderView order) => WriteAsync(context, status, order, ApiJson.Instance.OrderView);

    public static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type) =>
        WriteAsync(context, status, value, type, "application/json; charset=utf-8");

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        Log.Refused(Log.Of(context), problem.Status, problem.Code);
        if (problem.RetryAfterSeconds is { } seconds)
        {
            SetRetryAfter(context.Response, seconds);
        }

        return WriteAsync(context, problem.Status, problem, ApiJson.Instance.Problem, Problem.ContentType);
    }

    public static void SetRetryAfter(HttpResponse response, int seconds) =>
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

    public static void MarkReplay(HttpContext context, bool replayed)
    {
        if (replayed)
        {
            context.Response.Headers[ReplayedHeader] = "true";
        }
    }

    public static void Protect(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    private static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type, string contentType)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var response = context.Response;
        Protect(response);
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
