using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.Channels;

namespace Payments.AspNetCore.Operations;

/// <summary><c>GET /payments/operations/channels/{account}/switches?max=</c>.</summary>
internal static class ReadSwitchesRoute
{
    private const int DefaultMax = 100;
    private const int MaxMax = 1_000;

    private static readonly string[] Parameters = ["max"];

    public static async Task RunAsync(HttpContext context)
    {
        var accounts = context.RequestServices.GetRequiredService<IChannelAccounts>();
        if (!ReadChannelsRoute.TryGetAccount(context, accounts, out var account))
        {
            await Responses.WriteAsync(context, Problem.ChannelAccountUnknown());
            return;
        }

        var problems = new FieldProblems();
        var max = QueryFields.Read(context.Request.Query, problems, Parameters).Integer("max", required: false) ?? DefaultMax;
        if (max is < 1 or > MaxMax)
        {
            problems.Limit("max", "is 1 to 1,000.");
        }

        if (problems.ToProblem("a question for switches") is { } problem)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var switches = await accounts.ReadSwitchesAsync(account, (int)max, context.RequestAborted);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, new SwitchList([.. switches.Select(SwitchView.Of)]), ApiJson.Instance.SwitchList);
    }
}
