using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Payments.Recon.Tests.Archive;

/// <summary>
/// As much of S3 as an archive uses. It checks each signature from the request as it came over the wire, with code of its own, and refuses what does
/// not carry its content's hash.
/// </summary>
internal sealed class FakeS3 : IAsyncDisposable
{
    public const string AccessKeyId = "AKIDEXAMPLE";
    public const string SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private const int PageSize = 100;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    private FakeS3(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public ConcurrentQueue<string> Refused { get; } = new();

    public static async Task<FakeS3> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var app = builder.Build();
        var server = new FakeS3(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy);
        var body = copy.ToArray();
        if (Fault(context, body) is { } fault)
        {
            Refused.Enqueue(fault);
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync($"<Error><Code>SignatureDoesNotMatch</Code><Message>{fault}</Message></Error>");
            return;
        }

        var path = context.Request.Path.Value!;
        var name = path.StartsWith("/finance/", StringComparison.Ordinal) ? path["/finance/".Length..] : "";
        switch (context.Request.Method)
        {
            case "PUT":
                context.Response.StatusCode = context.Request.Headers.IfNoneMatch == "*" && !_objects.TryAdd(name, body) ? 412 : 200;
                break;
            case "GET" when name.Length == 0:
                await ListAsync(context);
                break;
            case "GET" when _objects.TryGetValue(name, out var found):
                context.Response.ContentLength = found.Length;
                await context.Response.Body.WriteAsync(found);
                break;
            case "DELETE":
                _objects.TryRemove(name, out _);
                context.Response.StatusCode = 204;
                break;
            default:
                context.Response.StatusCode = 404;
                await context.Response.WriteAsync("<Error><Code>NoSuchKey</Code></Error>");
                break;
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        var prefix = context.Request.Query["prefix"].ToString();
        var after = context.Request.Query["continuation-token"].ToString();
        var all = _objects.Where(each => each.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(each.Key, after) > 0)
            .OrderBy(each => each.Key, StringComparer.Ordinal).ToList();
        var page = all.Take(PageSize).ToList();
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>finance</Name>");
        text.Append(CultureInfo.InvariantCulture, $"<Prefix>{prefix}</Prefix><IsTruncated>{(all.Count > PageSize ? "true" : "false")}</IsTruncated>");
        foreach (var (key, bytes) in page)
        {
            text.Append(CultureInfo.InvariantCulture, $"<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>{bytes.Length}</Size></Contents>");
        }

        if (all.Count > PageSize)
        {
            text.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>{page[^1].Key}</NextContinuationToken>");
        }

        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync(text.Append("</ListBucketResult>").ToString());
    }

    /// <summary>Signs the request anew from its raw target and headers.</summary>
    private static string? Fault(HttpContext context, byte[] body)
    {
        var request = context.Request;
        var said = request.Headers["x-amz-content-sha256"].ToString();
        if (said != Convert.ToHexStringLower(SHA256.HashData(body)))
        {
            return "the content has another hash";
        }

        var authorization = request.Headers.Authorization.ToString();
        var parts = authorization["AWS4-HMAC-SHA256 ".Length..].Split(',').Select(part => part.Trim().Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var credential = parts["Credential"].Split('/');
        var signed = parts["SignedHeaders"].Split(';');
        if (credential[0] != AccessKeyId || !signed.Contains("host") || !signed.Contains("x-amz-date") || !signed.SequenceEqual(signed.Order(StringComparer.Ordinal)))
        {
            return "the key or the signed headers";
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var (path, query) = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (target[..at], target[(at + 1)..]) : (target, "");
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append('\n').Append(path).Append('\n').Append(string.Join('&', query.Split('&').Order(StringComparer.Ordinal))).Append('\n');
        foreach (var header in signed)
        {
            canonical.Append(header).Append(':').Append(request.Headers[header].ToString()).Append('\n');
        }

        canonical.Append('\n').Append(parts["SignedHeaders"]).Append('\n').Append(said);
        var date = request.Headers["x-amz-date"].ToString();
        var scope = string.Join('/', credential.Skip(1));
        if (scope != $"{date[..8]}/cn-north-1/s3/aws4_request")
        {
            return "the scope";
        }

        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString()))).ToLowerInvariant()}";
        var key = credential.Skip(1).Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretAccessKey), (mac, part) => HMACSHA256.HashData(mac, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))).Equals(parts["Signature"], StringComparison.OrdinalIgnoreCase) ? null : $"the signature of {request.Method} {target}";
    }
}
