using System.Text;
using System.Threading.Channels;
using Payments.Benchmarks.PostgreSql;
using Payments.Fuzz.Genuine;
using Payments.Storage;

namespace Payments.Benchmarks.Http;

/// <summary>Orders in PostgreSQL, the server in front of them, and genuine callbacks that say they are paid: signed and written down before they are sent.</summary>
internal sealed class CallbackLoad : IAsyncDisposable
{
    public const int Lines = 1_024;

    private readonly PostgreSqlHost _host;
    private readonly CallbackServer _server;
    private readonly Channel<Line> _free = Channel.CreateUnbounded<Line>();
    private readonly List<Line> _lines = [];

    private CallbackLoad(PostgreSqlHost host, CallbackServer server) => (_host, _server) = (host, server);

    public static async Task<CallbackLoad> StartAsync()
    {
        var host = await PostgreSqlHost.StartAsync();
        var load = new CallbackLoad(host, await CallbackServer.StartAsync(host.ConnectionString, host.Store));
        for (var i = 0; i < Lines; i++)
        {
            load._lines.Add(await Line.OpenAsync(load._server.Port));
            load._free.Writer.TryWrite(load._lines[i]);
        }

        return load;
    }

    /// <summary>Begins orders, and writes their callbacks, each for one of the paths.</summary>
    public async Task<List<byte[]>> PrepareAsync(int callbacks, string path)
    {
        List<BeginOrder> orders = [.. Enumerable.Range(0, callbacks).Select(_ => _host.Next())];
        await PostgreSqlHost.AtOnceAsync(orders, Lines, _host.BeginAsync);
        var platform = _server.Platform;
        return [.. orders.AsParallel().Select(begin => Write(Sign(platform, begin.Order), path))];
    }

    /// <summary>Sends one on a connection that is free.</summary>
    public async Task SendAsync(byte[] request)
    {
        var line = await _free.Reader.ReadAsync();
        await line.SendAsync(request);
        _free.Writer.TryWrite(line);
    }

    public Task<long> CountPaidAsync() => _host.CountPaidAsync();

    public async ValueTask DisposeAsync()
    {
        _lines.ForEach(line => line.Dispose());
        await _server.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static Callback Sign(WeChatPlatform platform, PaymentOrder order)
    {
        var specimen = WeChatSpecimen.All[0];
        var plaintext = specimen.Plaintext
            .Replace(WeChatSpecimen.AttemptNo, order.Attempts[0].AttemptNo, StringComparison.Ordinal)
            .Replace("total\":100", $"total\":{order.Amount.MinorUnits}", StringComparison.Ordinal);
        var callback = specimen with { Plaintext = plaintext, Id = "EV-" + order.OrderNo };
        return platform.Send(callback.BodyBy(platform), DateTimeOffset.UtcNow, "EcY6zPDcqMsbyeHrDkFSBqPUVMBxEFhP");
    }

    private static byte[] Write(Callback callback, string path)
    {
        var head = new StringBuilder($"POST {path} HTTP/1.1\r\nContent-Length: {callback.Body.Length}\r\n");
        callback.Headers.ForEach(header => head.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n"));
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. callback.Body];
    }
}
