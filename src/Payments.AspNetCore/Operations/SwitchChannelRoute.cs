using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.Channels;

namespace Payments.AspNetCore.Operations;

/// <summary><c>POST /payments/operations/channels/{account}/switch</c>.</summary>
internal static class SwitchChannelRoute
{
    private static readonly string[] Members = ["mode", "reason", "author"];

    public static async Task RunAsync(HttpContext context)
    {
        var accounts = context.RequestServices.GetRequiredService<IChannelAccounts>();
        if (!ReadChannelsRoute.TryGetAccount(context, accounts, out var account))
        {
            await Responses.WriteAsync(context, Problem.ChannelAccountUnknown());
            return;
        }

        if ((await ReadAsync(context)).IsWrong(out var problem, out var wish))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var set = await accounts.SwitchAsync(account, wish.Mode, wish.Reason, wish.Author, context.RequestAborted);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, SwitchView.Of(set), ApiJson.Instance.SwitchView);
    }

    private static ValueTask<StrictBody<Wish>> ReadAsync(HttpContext context) =>
        StrictBody.ReadAsync(context, "a switch", Members, static (body, problems) => new Wish(
            ReadMode(body.Text("mode", required: true), problems),
            body.Text("reason", required: true)!,
            body.Text("author", required: true)!));

    private static ChannelSwitchMode ReadMode(string? text, FieldProblems problems)
    {
        switch (text)
        {
            case nameof(ChannelSwitchMode.On):
                return ChannelSwitchMode.On;
            case nameof(ChannelSwitchMode.Drain):
                return ChannelSwitchMode.Drain;
            case nameof(ChannelSwitchMode.Disable):
                return ChannelSwitchMode.Disable;
            case not null:
                problems.Limit("mode", "is On, Drain or Disable.");
                break;
        }

        return default;
    }

    private sealed record Wish(ChannelSwitchMode Mode, string Reason, string Author);
}
