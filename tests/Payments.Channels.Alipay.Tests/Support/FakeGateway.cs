using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Tests.Support;

/// <summary>A request as it went out.</summary>
internal sealed record Captured(string Verb, string Url, string ContentType, string Body)
{
    public IReadOnlyDictionary<string, string> Fields { get; } = (new Uri(Url).Query.TrimStart('?') + "&" + Body)
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static pair => pair.Split('=', 2))
        .ToDictionary(static pair => pair[0], static pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""), StringComparer.Ordinal);

    public string Method => Fields["method"];

    public string Content => Fields["biz_content"];

    public string ToText() => $"{Verb} {Url}\nContent-Type: {ContentType}\n\n{Body}\n";
}

/// <summary>Stands in for the network: remembers what was sent and answers from a script.</summary>
internal sealed class FakeGateway : HttpMessageHandler
{
    private readonly Queue<Func<Captured, HttpResponseMessage>> _script = new();

    public static RSA PlatformKey { get; } = Load("alipay");

    public List<Captured> Requests { get; } = [];

    public static RSA Load(string name)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(TestFiles.Key(name)));
        return rsa;
    }

    public static string Sign(string text, RSA? key = null) =>
        Convert.ToBase64String((key ?? PlatformKey).SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string NodeName(string method) => method.Replace('.', '_') + "_response";

    /// <summary>A signed answer around a node.</summary>
    public static string Signed(string method, string node, RSA? key = null, string more = "") =>
        $$"""{"{{NodeName(method)}}":{{node}}{{more}},"sign":"{{Sign(node, key)}}"}""";

    public FakeGateway Node(string node) => Then(request => Ok(Signed(request.Method, node)));

    public FakeGateway Refusal(string subCode, string code = "40004") => Node($$"""{"code":"{{code}}","msg":"Business Failed","sub_code":"{{subCode}}","sub_msg":"no"}""");

    public FakeGateway Body(string body) => Then(_ => Ok(body));

    public FakeGateway Status(HttpStatusCode status) => Then(_ => new HttpResponseMessage(status) { Content = new StringContent("<html>") });

    public FakeGateway Fault(Exception fault) => Then(_ => throw fault);

    public FakeGateway Bytes(byte[] bytes) => Then(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) });

    public FakeGateway Then(Func<Captured, HttpResponseMessage> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public static HttpResponseMessage Ok(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "text/html") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var captured = new Captured(
            request.Method.Method,
            request.RequestUri!.AbsoluteUri,
            request.Content?.Headers.ContentType?.ToString() ?? "",
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        Requests.Add(captured);
        Assert.True(_script.Count > 0, $"No answer is scripted for call {Requests.Count}.");
        return _script.Dequeue()(captured);
    }
}
