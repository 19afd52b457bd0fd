using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Hosting;
using Payments.Channels;

namespace Payments.AspNetCore.Operations;

/// <summary><c>GET /payments/operations/channels</c>.</summary>
internal static class ReadChannelsRoute
{
    public static Task RunAsync(HttpContext context)
    {
        var accounts = context.RequestServices.GetRequiredService<IChannelAccounts>().Read();
        return Responses.WriteAsync(context, StatusCodes.Status200OK, new ChannelList([.. accounts.Select(ChannelView.Of)]), ApiJson.Instance.ChannelList);
    }

    /// <summary>The account named in the path, if there is one.</summary>
    public static bool TryGetAccount(HttpContext context, IChannelAccounts accounts, out string account)
    {
        var name = account = context.Request.RouteValues["account"] as string ?? "";
        return accounts.Read().Any(status => string.Equals(status.Account, name, StringComparison.Ordinal));
    }
}
