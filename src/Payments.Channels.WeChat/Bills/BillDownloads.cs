using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;

namespace Payments.Channels.WeChat.Bills;

/// <summary>Trade bill (ALL) and fund-flow bill (BASIC): applied for, then fetched, unpacked, hashed and written in one pass.</summary>
internal sealed class BillDownloads(string account, Merchant merchant, WeChatOptions options, VerifiedCalls calls, WeChatHttp http)
{
    // WeChat Pay's own advice for STATEMENT_CREATING.
    private static readonly TimeSpan NotReadyPause = TimeSpan.FromMinutes(30);

    public async Task<StatementDownload> DownloadAsync(StatementRequest request, Stream destination, CancellationToken cancellationToken)
    {
        var apply = new WeChatCall("bill", HttpMethod.Get, ApplyPath(request));
        switch (await calls.SendAsync(apply, cancellationToken).ConfigureAwait(false))
        {
            case WeChatReply.Success success when Read(success) is { } answer:
                return await FetchAsync(answer, Format(request.Kind), destination, cancellationToken).ConfigureAwait(false);
            case WeChatReply.Success:
                return new StatementDownload.Failed(ChannelErrors.Malformed("bill", "it does not say where the bill is."));
            case WeChatReply.Refusal { Code: "NOSTATEMENTEXIST" }:
                return new StatementDownload.NoActivity();
            case WeChatReply.Refusal { Code: "STATEMENTCREATING" }:
                return new StatementDownload.NotReady(NotReadyPause);
            case WeChatReply.Refusal refusal:
                return new StatementDownload.Failed(refusal.Error);
            case WeChatReply.Uncertain uncertain:
                return new StatementDownload.Failed(uncertain.Error);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static string Format(StatementKind kind) => kind == StatementKind.Trades ? "wechat.trades" : "wechat.fundflow";

    private static (string Path, string Sha1)? Read(WeChatReply.Success success)
    {
        try
        {
            // The host is not signed, and our addresses are the only ones the merchant's signature is shown to.
            var answer = JsonSerializer.Deserialize(success.Body, WeChatJson.Default.BillAnswer);
            return answer is { HashType: "SHA1", HashValue.Length: 40 }
                && Uri.TryCreate(answer.DownloadUrl, UriKind.Absolute, out var url) && url.AbsolutePath.StartsWith("/v3/", StringComparison.Ordinal)
                ? (url.PathAndQuery, answer.HashValue)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string ApplyPath(StatementRequest request)
    {
        var date = request.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return request.Kind == StatementKind.Trades
            ? $"/v3/bill/tradebill?bill_date={date}&bill_type=ALL&tar_type=GZIP{(merchant.IsPartner ? "&sub_mchid=" + Uri.EscapeDataString(merchant.SubMchId!) : "")}"
            : $"/v3/bill/fundflowbill?bill_date={date}&account_type=BASIC&tar_type=GZIP";
    }

    private async Task<StatementDownload> FetchAsync((string Path, string Sha1) bill, string format, Stream destination, CancellationToken cancellationToken)
    {
        var call = new WeChatCall("bill download", HttpMethod.Get, bill.Path) { Timeout = options.StatementTimeout };
        BillCopy? copy = null;
        var began = false;
        Exchange exchange;
        try
        {
            exchange = await http.SendAsync(
                call,
                async (response, token) =>
                {
                    if (!response.IsSuccessStatusCode)
                    {
                        return await WeChatHttp.ReadAsync(response, token).ConfigureAwait(false);
                    }

                    began = true;
                    copy = await UnpackAsync(response, destination, token).ConfigureAwait(false);
                    return new RawReply((int)response.StatusCode, [], isOverflow: false, response);
                },
                () => began,
                cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException damaged)
        {
            throw new ChannelProtocolException(account, new(VerificationFailureReason.MalformedBody, "The bill is not the gzip file it was announced as."), damaged);
        }

        if (copy is null)
        {
            return new StatementDownload.Failed(exchange.Reply is { } refused
                ? ChannelErrors.OfAnswer(call, refused, ErrorAnswer.Read(refused.Body))
                : ChannelErrors.NoAnswer(call.Operation, exchange.Fault));
        }

        return string.Equals(copy.Sha1, bill.Sha1, StringComparison.OrdinalIgnoreCase)
            ? new StatementDownload.Completed(format, copy.Bytes, copy.Sha256)
            : throw new ChannelProtocolException(account, new(
                VerificationFailureReason.BodyChanged,
                $"The bill's SHA-1 is {copy.Sha1} over {copy.Bytes} bytes; WeChat Pay announced {bill.Sha1}. It was cut or changed on the way."));
    }

    private static async Task<BillCopy> UnpackAsync(HttpResponseMessage response, Stream destination, CancellationToken cancellationToken)
    {
        var packed = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var plain = new GZipStream(packed, CompressionMode.Decompress);
        await using (plain.ConfigureAwait(false))
        {
            return await BillCopy.RunAsync(plain, destination, cancellationToken).ConfigureAwait(false);
        }
    }
}
