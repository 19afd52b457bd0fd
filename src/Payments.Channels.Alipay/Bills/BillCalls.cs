using System.Globalization;
using System.Net;
using System.Text.Json;
using Payments.Channels.Alipay.Gateway;
using Payments.Channels.Alipay.Options;
using Payments.Shared;

namespace Payments.Channels.Alipay.Bills;

/// <summary>Asks for a day's bill, downloads it to a temporary file that nobody else can open, and unpacks it.</summary>
internal sealed class BillCalls(AlipayAccount account, GatewayClient client, GatewayTransport transport, TimeProvider time)
{
    private const string Method = "alipay.data.dataservice.bill.downloadurl.query";
    private const string NoData = "EMPTY_DATA_WITH_BILL_FILE";
    private const int BufferBytes = 64 * 1024;

    // Bills appear about 09:00 of the next day, and may be late.
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(30);

    // A silent server must not hold the download for ever; a long bill may take its time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    public async Task<StatementDownload> DownloadAsync(StatementRequest request, Stream destination, CancellationToken cancellationToken)
    {
        var content = new BillContent(
            request.Kind == StatementKind.Trades ? "trade" : "signcustomer", request.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var call = new GatewayCall(Method, JsonSerializer.Serialize(content, AlipayJson.Wire.BillContent)) { SafeToRepeat = true };
        var answer = await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Kind != AnswerKind.Success)
        {
            return answer.Name == "BILL_NOT_EXIST" ? new StatementDownload.NotReady(AskAgain) : new StatementDownload.Failed(answer.Error!);
        }

        var said = answer.Read(AlipayJson.Default.BillAnswer);
        if (said?.BillFileCode == NoData)
        {
            return new StatementDownload.NoActivity();
        }

        return Uri.TryCreate(said?.BillDownloadUrl, UriKind.Absolute, out var address) && IsWeb(address)
            ? await FetchAsync(address, request.Kind, destination, cancellationToken).ConfigureAwait(false)
            : new StatementDownload.Failed(Words.Incomplete(Method, "the bill's address"));
    }

    // Alipay's own addresses have been seen with plain http.
    private static bool IsWeb(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp;

    private static FileStream OpenTemporary()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), "alipay-bill-" + Guid.NewGuid().ToString("N")), options);
    }

    private async Task<StatementDownload> FetchAsync(Uri address, StatementKind kind, Stream destination, CancellationToken cancellationToken)
    {
        var file = OpenTemporary();
        await using (file.ConfigureAwait(false))
        {
            if (await FetchAsync(address, file, cancellationToken).ConfigureAwait(false) is { } error)
            {
                return new StatementDownload.Failed(error);
            }

            file.Position = 0;
            var archive = new BillArchive(account.Name, account.Options.MaxBillBytes);
            var (bytes, sha256) = await archive.ExtractAsync(file, kind, destination, cancellationToken).ConfigureAwait(false);
            return new StatementDownload.Completed(kind == StatementKind.Trades ? "alipay.trades" : "alipay.fundflow", bytes, sha256);
        }
    }

    private async Task<PaymentError?> FetchAsync(Uri address, Stream file, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            using var http = transport.CreateClient();
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return Words.NoAnswer(Method, $"the bill's address, good for 30 seconds, answered with HTTP status {(int)response.StatusCode}.");
            }

            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await CopyAsync(body, file, silence, either.Token).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (Sending.IsNetwork(fault) && (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
        {
            return Words.NoAnswer(Method, "the bill could not be downloaded: " + HttpFailure.Describe(fault));
        }
    }

    private async Task<PaymentError?> CopyAsync(Stream body, Stream file, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        long length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            silence.CancelAfter(LongestSilence);
            length += read;
            if (length > account.Options.MaxBillBytes)
            {
                return Words.NoAnswer(Method, "the bill is larger than MaxBillBytes allows.");
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        return null;
    }
}
