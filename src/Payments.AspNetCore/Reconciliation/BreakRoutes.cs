using System.Globalization;
using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.AspNetCore.Webhooks;
using Payments.Reconciliation;

namespace Payments.AspNetCore.Reconciliation;

/// <summary><c>/payments/reconciliation/breaks…</c>.</summary>
internal static class BreakRoutes
{
    private static readonly string[] ListParameters = ["account", "kind", "state", "bucket", "from", "to", "orderNo", "runId", "after", "max"];
    private static readonly string[] CountParameters = ["account", "resolved"];
    private static readonly string[] ActionMembers = ["action", "version", "person", "reason", "evidence", "resolution"];

    public static async Task ListAsync(HttpContext context)
    {
        var problems = new FieldProblems();
        var query = QueryFields.Read(context.Request.Query, problems, ListParameters);
        var kind = query.Text("kind", required: false);
        var question = new ReadBreaks
        {
            ChannelAccount = query.Text("account", required: false),
            Kind = kind is null ? null : ReconciliationFields.Kind(kind, problems),
            States = ReconciliationFields.Words<BreakState>(query.Text("state", required: false), "state", problems),
            Buckets = ReconciliationFields.Words<ReconciliationBucket>(query.Text("bucket", required: false), "bucket", problems),
            From = ReconciliationFields.Day(query.Text("from", required: false), "from", problems),
            To = ReconciliationFields.Day(query.Text("to", required: false), "to", problems),
            OrderNo = query.Text("orderNo", required: false),
            RunId = query.Text("runId", required: false),
            After = ReadCursor(query.Text("after", required: false), problems),
            Max = Paging.Max(query, problems),
        };
        if (problems.ToProblem("a question for breaks") is { } problem)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var desk = RunRoutes.Desk(context);
        var found = await desk.ReadBreaksAsync(question, context.RequestAborted);
        var next = found.Count == question.Max ? string.Create(CultureInfo.InvariantCulture, $"{found[^1].Day:yyyyMMdd}.{found[^1].BreakId}") : null;
        await Responses.WriteAsync(context, StatusCodes.Status200OK, new BreakList([.. found.Select(row => BreakView.Of(row, desk))], next), ApiJson.Instance.BreakList);
    }

    public static async Task CountAsync(HttpContext context)
    {
        var problems = new FieldProblems();
        var query = QueryFields.Read(context.Request.Query, problems, CountParameters);
        var resolved = query.Text("resolved", required: false);
        if (resolved is not (null or "true" or "false"))
        {
            problems.Limit("resolved", "is true or false.");
        }

        if (problems.ToProblem("a question for counts") is { } problem)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var counts = await RunRoutes.Desk(context).CountBreaksAsync(query.Text("account", required: false), resolved == "true", context.RequestAborted);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, new BreakCountList(counts), ApiJson.Instance.BreakCountList);
    }

    public static async Task GetAsync(HttpContext context)
    {
        var desk = RunRoutes.Desk(context);
        if (await desk.FindBreakAsync(IdOf(context), context.RequestAborted) is { } row)
        {
            await WriteAsync(context, row, desk);
            return;
        }

        await Responses.WriteAsync(context, ReconciliationProblems.BreakNotFound());
    }

    public static async Task ActAsync(HttpContext context)
    {
        if ((await ReadAsync(context)).IsWrong(out var problem, out var command))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var desk = RunRoutes.Desk(context);
        switch (await desk.ActAsync(command, context.RequestAborted))
        {
            case ReconciliationResult<Break>.Done done:
                await WriteAsync(context, done.Value, desk);
                break;
            case ReconciliationResult<Break>.Refused refused:
                await Responses.WriteAsync(context, Problem.Of(refused.Error));
                break;
        }
    }

    private static string IdOf(HttpContext context) => context.Request.RouteValues["breakId"] as string ?? "";

    private static Task WriteAsync(HttpContext context, Break row, IReconciliation desk)
    {
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{row.Version}\"");
        return Responses.WriteAsync(context, StatusCodes.Status200OK, BreakView.Of(row, desk), ApiJson.Instance.BreakView);
    }

    private static ValueTask<StrictBody<BreakCommand>> ReadAsync(HttpContext context)
    {
        var breakId = IdOf(context);
        return StrictBody.ReadAsync(context, "an action on a break", ActionMembers, (body, problems) => new BreakCommand
        {
            BreakId = breakId,
            ExpectedVersion = body.Integer("version", required: true) ?? 0,
            Action = ReconciliationFields.Word<BreakAction>(body.Text("action", required: true), "action", problems) ?? default,
            Person = ReconciliationFields.Person(context, body),
            Reason = body.Text("reason", required: true) ?? "",
            Evidence = body.Text("evidence", required: false),
            Resolution = ReconciliationFields.Word<BreakResolution>(body.Text("resolution", required: false), "resolution", problems),
        });
    }

    private static BreakCursor? ReadCursor(string? text, FieldProblems problems)
    {
        if (text is null)
        {
            return null;
        }

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && DateOnly.TryParseExact(text.AsSpan(0, dot), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new BreakCursor(day, text[(dot + 1)..]);
        }

        problems.Limit("after", "is the next of the page before.");
        return null;
    }
}
