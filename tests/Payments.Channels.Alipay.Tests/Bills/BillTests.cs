using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Tests.Bills;

public sealed class BillTests
{
    private const string Address = """{"code":"10000","bill_download_url":"http://dwbillcenter.alipay.com/downloadBillFile.resource?bizType=trade&token=t"}""";
    private const string Detail = "20880000000000010156_20260303_业务明细.csv";
    private const string Summary = "20880000000000010156_20260303_业务明细(汇总).csv";

    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
    private static readonly byte[] Content = Gbk.GetBytes("#支付宝业务明细查询\r\n#账号：[20880000000000010156]\r\n");

    [Fact]
    public async Task The_detail_file_comes_out_byte_for_byte()
    {
        var (download, written) = await DownloadAsync(Zip((Summary, "summary"u8.ToArray()), (Detail, Content)));

        var completed = Assert.IsType<StatementDownload.Completed>(download);
        Assert.Equal(Content, written);
        Assert.Equal(("alipay.trades", Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content))), (completed.Format, completed.Bytes, completed.Sha256));
    }

    [Theory]
    [InlineData("20880000000000010156_20260303_账务明细.csv")]
    [InlineData("20880000000000010156_20260303_财务明细.csv")]
    public async Task The_account_bill_is_chosen_under_both_its_names(string name)
    {
        var (download, written) = await DownloadAsync(Zip((name, Content), (name.Replace("明细", "明细(汇总)", StringComparison.Ordinal), [1])), StatementKind.FundFlow);

        Assert.Equal("alipay.fundflow", Assert.IsType<StatementDownload.Completed>(download).Format);
        Assert.Equal(Content, written);
    }

    [Fact]
    public async Task A_path_inside_the_archive_is_never_followed()
    {
        var before = Directory.GetFiles(Path.GetTempPath(), "alipay-bill-*").Length;
        var (_, written) = await DownloadAsync(Zip(("../../../../tmp/" + Detail, Content)));

        Assert.Equal(Content, written);
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), Detail)));
        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "alipay-bill-*").Length);
    }

    [Fact]
    public async Task A_bomb_stops_at_the_limit()
    {
        using var destination = new MemoryStream();
        using var harness = new AlipayHarness(static options => options.MaxBillBytes = 1 << 20);
        harness.Gateway.Node(Address).Bytes(Zip((Detail, new byte[64 << 20])));

        await Assert.ThrowsAsync<ChannelProtocolException>(() => harness.Statements.DownloadStatementAsync(Request(), destination, Token));
        Assert.True(destination.Length <= 1 << 20);
    }

    [Fact]
    public async Task An_archive_larger_than_the_limit_is_not_read_to_its_end()
    {
        using var harness = new AlipayHarness(static options => options.MaxBillBytes = 1024);
        harness.Gateway.Node(Address).Bytes(new byte[4096]);

        Assert.IsType<StatementDownload.Failed>(await harness.Statements.DownloadStatementAsync(Request(), Stream.Null, Token));
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "no ZIP", "<html>expired</html>"u8.ToArray() },
        { "empty", [] },
        { "cut", Zip((Detail, Content))[..60] },
        { "no detail file", Zip((Summary, Content)) },
        { "two detail files", Zip((Detail, Content), ("1_" + Detail, Content)) },
        { "too many entries", Zip([.. Enumerable.Range(0, 100).Select(static i => (i.ToString(CultureInfo.InvariantCulture), Array.Empty<byte>()))]) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_is_no_bill_is_refused(string what, byte[] file)
    {
        var fault = await Assert.ThrowsAsync<ChannelProtocolException>(() => DownloadAsync(file));

        Assert.True(fault.Failure.Reason == VerificationFailureReason.MalformedBody, what);
    }

    [Theory]
    [InlineData("isp.bill_not_exist")]
    [InlineData("BILL_NOT_EXIST")]
    [InlineData("isp.BILL_NOT_EXIST")]
    public async Task A_bill_that_is_not_there_yet_is_asked_for_again(string subCode)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Refusal(subCode);

        Assert.IsType<StatementDownload.NotReady>(await harness.Statements.DownloadStatementAsync(Request(), Stream.Null, Token));
    }

    [Fact]
    public async Task A_day_without_business_is_no_activity()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node("""{"code":"10000","bill_download_url":"https://x/y","bill_file_code":"EMPTY_DATA_WITH_BILL_FILE"}""");

        Assert.IsType<StatementDownload.NoActivity>(await harness.Statements.DownloadStatementAsync(Request(), Stream.Null, Token));
    }

    [Theory]
    [InlineData("isv.invailid_arguments", PaymentErrorCodes.ChannelRejected)]
    [InlineData("isp.unknown_error", PaymentErrorCodes.ChannelNoAnswer)]
    public async Task A_refusal_is_a_failure(string subCode, string code)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Refusal(subCode);

        Assert.Equal(code, Assert.IsType<StatementDownload.Failed>(await harness.Statements.DownloadStatementAsync(Request(), Stream.Null, Token)).Error.Code);
    }

    [Fact]
    public async Task An_address_that_died_or_is_none_is_a_failure()
    {
        using var harness = new AlipayHarness();
        harness.Gateway
            .Node(Address).Status(HttpStatusCode.Forbidden)
            .Node(Address).Status(HttpStatusCode.Redirect)
            .Node(Address).Fault(new HttpRequestException(HttpRequestError.ConnectionError))
            .Node("""{"code":"10000","bill_download_url":"file:///etc/passwd"}""")
            .Node("""{"code":"10000"}""");

        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<StatementDownload.Failed>(await harness.Statements.DownloadStatementAsync(Request(), Stream.Null, Token));
        }
    }

    private static StatementRequest Request(StatementKind kind = StatementKind.Trades) => new(new DateOnly(2026, 3, 3), kind);

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Gbk))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static async Task<(StatementDownload Download, byte[] Written)> DownloadAsync(byte[] file, StatementKind kind = StatementKind.Trades)
    {
        using var destination = new MemoryStream();
        using var harness = new AlipayHarness();
        harness.Gateway.Node(Address).Bytes(file);
        var download = await harness.Statements.DownloadStatementAsync(Request(kind), destination, Token);
        Assert.Equal("GET", harness.Gateway.Requests[1].Verb);
        return (download, destination.ToArray());
    }
}
