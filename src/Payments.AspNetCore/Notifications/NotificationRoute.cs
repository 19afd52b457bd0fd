using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.Channels;

namespace Payments.AspNetCore.Notifications;

/// <summary>
/// <c>POST /payments/notify/{channelAccount}</c>. Hands the callback over raw; everything the sender controls ends in a reply below 500.
/// </summary>
internal static class NotificationRoute
{
    private const int MaxAccountLength = 32;

    private static readonly SearchValues<char> AccountCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static async Task RunAsync(HttpContext context)
    {
        Responses.Protect(context.Response);
        var account = context.Request.RouteValues["channelAccount"] as string ?? "";
        if (account.Length > MaxAccountLength || account.AsSpan().ContainsAnyExcept(AccountCharacters))
        {
            await RefuseAccountAsync(context);
            return;
        }

        try
        {
            await ReceiveAsync(context, account);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            Log.NotificationUnreadable(Log.Of(context), account, exception.StatusCode);
            context.Response.StatusCode = exception.StatusCode;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The sender left; a channel sends it again.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.NotificationFailed(Log.Of(context), account, exception);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable; // ours, and no acknowledgement in any channel's words
        }
    }

    private static async Task ReceiveAsync(HttpContext context, string account)
    {
        var services = context.RequestServices;
        var receiver = services.GetRequiredService<INotificationReceiver>();
        var receivedAt = EndpointServices.Clock(services).GetUtcNow();
        var body = await BoundedBody.ReadAsync(context, receiver.MaxBodyBytes);
        var request = new NotificationRequest(body.Bytes, context.Request.Headers, receivedAt) { IsTruncated = body.IsTruncated };
        var reply = await receiver.ReceiveAsync(account, request, context.RequestAborted);
        if (reply is null)
        {
            Log.UnknownAccount(Log.Of(context), account);
            await RefuseAccountAsync(context);
            return;
        }

        await WriteAsync(context, reply);
    }

    private static async Task WriteAsync(HttpContext context, NotificationReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.StatusCode;
        if (reply.ContentType is not null)
        {
            response.ContentType = reply.ContentType;
        }

        if (reply.Body.Length == 0)
        {
            return;
        }

        response.ContentLength = Encoding.UTF8.GetByteCount(reply.Body);
        Encoding.UTF8.GetBytes(reply.Body, response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static Task RefuseAccountAsync(HttpContext context) => Responses.WriteAsync(context, Problem.Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.ChannelAccountUnknown,
        Message = "There is no channel account of this name.",
        Remedy = "Compare the callback address with the names of the configured channel accounts.",
    }));
}
