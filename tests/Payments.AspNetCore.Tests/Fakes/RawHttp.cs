using System.Net.Sockets;
using System.Text;

namespace Payments.AspNetCore.Tests.Fakes;

/// <summary>Sends exact bytes, and reads until the server closes.</summary>
internal static class RawHttp
{
    public static async Task<string> SendAsync(Uri address, string request)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, timeout.Token);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), timeout.Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(timeout.Token);
    }
}
