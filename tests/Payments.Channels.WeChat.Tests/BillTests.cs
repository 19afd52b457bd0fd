using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

public sealed class BillTests
{
    private static readonly byte[] Bill = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("交易时间,公众账号ID\r\n`2024-12-31 05:01:46,`wx8888888888888888\r\n")];
    private static readonly StatementRequest Yesterday = new(new DateOnly(2024, 12, 31), StatementKind.Trades);

    [Theory]
    [InlineData(StatementKind.Trades, "wechat.trades")]
    [InlineData(StatementKind.FundFlow, "wechat.fundflow")]
    public async Task A_bill_is_unpacked_hashed_and_written_as_it_is(StatementKind kind, string format)
    {
        using var account = Serving(Bill, Hash(Bill));
        using var destination = new MemoryStream();

        var download = await account.Statements.DownloadStatementAsync(Yesterday with { Kind = kind }, destination, Ct.Token);

        var completed = Assert.IsType<StatementDownload.Completed>(download);
        Assert.Equal((format, (long)Bill.Length, Convert.ToHexStringLower(SHA256.HashData(Bill))), (completed.Format, completed.Bytes, completed.Sha256));
        Assert.Equal(Bill, destination.ToArray());

        // The file is asked for at our own address, whatever host the answer named: nobody else sees the merchant's signature.
        Assert.Equal("https://api.mch.weixin.qq.com", account.WeChat.Last.Address);
        Assert.Equal("/v3/billdownload/file?token=abc%2Bdef&tartype=gzip", account.WeChat.Last.PathAndQuery);
        Golden.Matches(account.WeChat.Last, "bill-download");
    }

    [Fact]
    public async Task The_official_sample_comes_through_with_its_official_hash()
    {
        var official = await File.ReadAllBytesAsync(SharedFiles.Vector("php/bill.ALL.csv"), Ct.Token);
        using var account = Serving(official, "9bb6cd819be348f17a9cbcedddc8eb62fefbd790");
        using var destination = new MemoryStream();

        Assert.IsType<StatementDownload.Completed>(await account.Statements.DownloadStatementAsync(Yesterday, destination, Ct.Token));
        Assert.Equal(official, destination.ToArray());
    }

    [Fact]
    public async Task A_bill_with_another_hash_is_thrown_away()
    {
        using var account = Serving(Bill, Hash([1, 2, 3]));

        var thrown = await Assert.ThrowsAsync<ChannelProtocolException>(() => account.Statements.DownloadStatementAsync(Yesterday, Stream.Null, Ct.Token));

        Assert.Equal(VerificationFailureReason.BodyChanged, thrown.Failure.Reason);
    }

    [Fact]
    public async Task A_bill_that_is_no_gzip_is_thrown_away()
    {
        using var account = Serving(Bill, Hash(Bill), pack: false);

        await Assert.ThrowsAsync<ChannelProtocolException>(() => account.Statements.DownloadStatementAsync(Yesterday, Stream.Null, Ct.Token));
    }

    [Fact]
    public async Task A_day_without_trade_and_a_bill_not_made_yet_are_told_apart()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.BadRequest, """{"code":"NO_STATEMENT_EXIST","message":"请求的账单文件不存在"}"""));
        Assert.IsType<StatementDownload.NoActivity>(await account.Statements.DownloadStatementAsync(Yesterday, Stream.Null, Ct.Token));

        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.BadRequest, """{"code":"STATEMENT_CREATING","message":"账单生成中"}"""));
        Assert.Equal(TimeSpan.FromMinutes(30), Assert.IsType<StatementDownload.NotReady>(await account.Statements.DownloadStatementAsync(Yesterday, Stream.Null, Ct.Token)).RetryAfter);

        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.BadRequest, """{"code":"INVALID_REQUEST","message":"x"}"""));
        Assert.IsType<StatementDownload.Failed>(await account.Statements.DownloadStatementAsync(Yesterday, Stream.Null, Ct.Token));
    }

    [Fact]
    public async Task A_stale_address_fails_and_writes_nothing()
    {
        using var account = Serving(Bill, Hash(Bill));
        var serving = account.WeChat.Answer!;
        account.WeChat.Answer = (request, token) => request.PathAndQuery.StartsWith("/v3/billdownload", StringComparison.Ordinal)
            ? Task.FromResult(account.WeChat.Unsigned(HttpStatusCode.BadRequest, """{"code":"INVALID_REQUEST","message":"x"}"""))
            : serving(request, token);
        using var destination = new MemoryStream();

        Assert.IsType<StatementDownload.Failed>(await account.Statements.DownloadStatementAsync(Yesterday, destination, Ct.Token));
        Assert.Equal(0, destination.Length);
    }

    private static string Hash(byte[] bill) => Convert.ToHexStringLower(SHA1.HashData(bill));

    private static TestAccount Serving(byte[] bill, string sha1, bool pack = true)
    {
        var account = new TestAccount();
        account.WeChat.Answers(request =>
        {
            if (request.PathAndQuery.StartsWith("/v3/bill/", StringComparison.Ordinal))
            {
                return account.WeChat.Signed(
                    HttpStatusCode.OK,
                    $$"""{"hash_type":"SHA1","hash_value":"{{sha1}}","download_url":"https://elsewhere.example.com/v3/billdownload/file?token=abc%2Bdef&tartype=gzip"}""");
            }

            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            {
                gzip.Write(bill);
            }

            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(pack ? packed.ToArray() : bill) };
        });
        return account;
    }
}
