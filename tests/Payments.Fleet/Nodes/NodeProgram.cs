using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.Fleet.Nodes;

/// <summary>
/// One node of the fleet: a host as an application would build it. Its settings are in a file; arguments say where it listens and writes. It ends when its
/// standard input does, so that none outlives whoever started it.
/// </summary>
internal static class NodeProgram
{
    public const string Command = "node";

    /// <param name="args"><c>--settings FILE --urls URL --journal FILE [--fleet:crash POINT --fleet:times N]</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var settings = builder.Configuration;
        settings.AddJsonFile(settings["settings"]!, optional: false, reloadOnChange: false);
        settings.AddCommandLine(args);
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        using var journal = new Journal(settings["journal"]!);
        var crash = new CrashSwitch(journal);
        if (settings["fleet:crash"] is { } point)
        {
            crash.Arm(point, int.Parse(settings["fleet:times"] ?? "1", CultureInfo.InvariantCulture));
        }

        builder.Services.AddSingleton(journal).AddSingleton(crash).AddSingleton(new PlantedBug(settings["fleet:bug"]));
        NodeParts.Add(builder);
        Decorating.Apply(builder.Services);
        await using var app = builder.Build();
        app.Use((context, next) => CrashingHttp.RunAsync(context, next, crash));
        app.MapPaymentOrders();
        app.MapPaymentNotifications();
        app.MapPaymentOperations();
        MapControl(app, crash);
        EndWithInput();
        await app.RunAsync();
        return 0;
    }

    private static void MapControl(WebApplication app, CrashSwitch crash)
    {
        app.MapPost("/_node/arm", (RequestDelegate)(context =>
        {
            var query = context.Request.Query;
            crash.Arm(query["point"].ToString(), int.Parse(query["times"].ToString(), CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        }));
        app.MapPost("/_node/disarm", (RequestDelegate)(context =>
        {
            crash.Disarm();
            return Task.CompletedTask;
        }));
        app.MapGet("/_node/memory", (RequestDelegate)(context => context.Response.WriteAsync(
            new JsonObject
            {
                ["managed"] = GC.GetTotalMemory(forceFullCollection: context.Request.Query.ContainsKey("collect")),
                ["resident"] = Environment.WorkingSet,
            }.ToJsonString())));
    }

    private static void EndWithInput() => new Thread(() =>
    {
        while (Console.In.Read() >= 0)
        {
            // Nobody writes; the end is what is waited for.
        }

        Environment.Exit(3);
    })
    {
        IsBackground = true,
    }.Start();
}
