using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Payments.Recon.Tests.Archive;

/// <summary>A name node that sends whoever reads or writes on to its data node, and knows files and folders.</summary>
internal sealed class FakeHdfs : IAsyncDisposable
{
    private readonly WebApplication _name;
    private readonly WebApplication _data;
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    private FakeHdfs(WebApplication name, WebApplication data) => (_name, _data) = (name, data);

    public Uri Address => new(_name.Urls.Single());

    public static async Task<FakeHdfs> StartAsync()
    {
        var (name, data) = (Build(), Build());
        var server = new FakeHdfs(name, data);
        name.Run(server.NameAsync);
        data.Run(server.DataAsync);
        await name.StartAsync();
        await data.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _name.DisposeAsync();
        await _data.DisposeAsync();
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        return builder.Build();
    }

    private static string PathOf(HttpContext context) => context.Request.Path.Value!["/webhdfs/v1".Length..];

    private async Task NameAsync(HttpContext context)
    {
        var path = PathOf(context);
        if (context.Request.Query["user.name"] != "finance")
        {
            context.Response.StatusCode = 401;
            return;
        }

        switch ($"{context.Request.Method} {context.Request.Query["op"]}")
        {
            case "PUT CREATE" when context.Request.ContentLength is null or 0:
            case "GET OPEN" when _files.ContainsKey(path):
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = $"{_data.Urls.Single()}{context.Request.Path.ToUriComponent()}{context.Request.QueryString}&namenoderpcaddress=nn";
                break;
            case "PUT MKDIRS":
                Make(path);
                await BooleanAsync(context, true);
                break;
            case "PUT RENAME":
                await BooleanAsync(context, Rename(path, context.Request.Query["destination"].ToString()));
                break;
            case "DELETE DELETE":
                await BooleanAsync(context, _files.TryRemove(path, out _));
                break;
            case "GET GETFILESTATUS" when _files.TryGetValue(path, out var found):
                await context.Response.WriteAsync(new JsonObject { ["FileStatus"] = Status("", found.Length) }.ToJsonString());
                break;
            case "GET LISTSTATUS" when _folders.ContainsKey(path):
                await context.Response.WriteAsync(List(path));
                break;
            default:
                context.Response.StatusCode = 404;
                await context.Response.WriteAsync("""{"RemoteException":{"exception":"FileNotFoundException"}}""");
                break;
        }
    }

    private async Task DataAsync(HttpContext context)
    {
        var path = PathOf(context);
        if (context.Request.Method == "GET")
        {
            await context.Response.Body.WriteAsync(_files[path]);
            return;
        }

        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy);
        Make(path[..path.LastIndexOf('/')]);
        context.Response.StatusCode = _files.TryAdd(path, copy.ToArray()) ? 201 : 403;
    }

    private bool Rename(string from, string to)
    {
        lock (_gate)
        {
            if (_files.ContainsKey(to) || !_folders.ContainsKey(to[..to.LastIndexOf('/')]) || !_files.TryRemove(from, out var content))
            {
                return false;
            }

            _files[to] = content;
            return true;
        }
    }

    private void Make(string folder)
    {
        for (var at = folder; at.Length > 0; at = at[..at.LastIndexOf('/')])
        {
            _folders[at] = true;
        }
    }

    private string List(string folder)
    {
        var statuses = new JsonArray();
        foreach (var (path, content) in _files.Where(file => IsIn(file.Key, folder)))
        {
            statuses.Add(Status(path[(folder.Length + 1)..], content.Length));
        }

        foreach (var (path, _) in _folders.Where(each => IsIn(each.Key, folder)))
        {
            statuses.Add(Status(path[(folder.Length + 1)..], 0, "DIRECTORY"));
        }

        return new JsonObject { ["FileStatuses"] = new JsonObject { ["FileStatus"] = statuses } }.ToJsonString();
    }

    private static bool IsIn(string path, string folder) => path.Length > folder.Length && path.LastIndexOf('/') == folder.Length && path.StartsWith(folder, StringComparison.Ordinal);

    private static JsonObject Status(string name, long length, string type = "FILE") => new() { ["pathSuffix"] = name, ["length"] = length, ["type"] = type };

    private static Task BooleanAsync(HttpContext context, bool value) =>
        context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"boolean\":{(value ? "true" : "false")}}}"));
}
