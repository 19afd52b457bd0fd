using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace Payments.Recon.Tests.Engine;

/// <summary>What is no bill is refused by name.</summary>
public sealed class RefusalTests
{
    private static byte[] Bill => Runs.WeChat(Runs.WeChatPayment("1"));

    [Fact]
    public Task Half_a_file_is_refused() => RefusedAsync(Bill[..^200], ReconciliationErrorCodes.BillTruncated);

    [Fact]
    public Task An_empty_file_is_refused() => RefusedAsync([], ReconciliationErrorCodes.BillTruncated);

    [Fact]
    public Task Half_a_gzip_is_refused() => RefusedAsync(BillFormTests.Gzip(Bill)[..^30], ReconciliationErrorCodes.BillTruncated);

    [Fact]
    public Task Half_a_zip_is_refused() => RefusedAsync(BillFormTests.Zip(Bill)[..^30], ReconciliationErrorCodes.BillTruncated);

    [Fact]
    public Task A_zip_whose_content_changed_is_refused()
    {
        var zip = BillFormTests.Zip(Encoding.UTF8.GetBytes(new string('x', 100)), others: 0);
        var local = zip.AsSpan().IndexOf("PK\u0003\u0004"u8);
        zip[local + 30 + BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(local + 26)) + 2] ^= 1;
        return RefusedAsync(zip, ReconciliationErrorCodes.BillTruncated);
    }

    [Theory]
    [InlineData("../20190916_业务明细.csv")]
    [InlineData("a/20190916_业务明细.csv")]
    [InlineData("a\\20190916_业务明细.csv")]
    public Task An_entry_with_a_path_is_refused(string name) => RefusedAsync(BillFormTests.Zip(Bill, name), ReconciliationErrorCodes.BillArchiveRefused);

    [Fact]
    public Task Too_many_entries_are_refused() => RefusedAsync(BillFormTests.Zip(Bill, others: 1000), ReconciliationErrorCodes.BillArchiveRefused);

    [Fact]
    public Task Two_details_are_refused() => RefusedAsync(BillFormTests.Zip(Bill, "x.csv", others: 2), ReconciliationErrorCodes.BillArchiveRefused);

    [Fact]
    public Task A_page_of_html_is_refused() => RefusedAsync("<html><body>502 Bad Gateway</body></html>\n"u8.ToArray(), ReconciliationErrorCodes.HeaderUnknown);

    [Fact]
    public Task A_wrong_hash_is_refused() => RefusedAsync(Bill, ReconciliationErrorCodes.BillHashMismatch, job => job with { ExpectedBillSha256 = new string('0', 64) });

    [Fact]
    public Task An_unknown_form_is_refused() => RefusedAsync(Bill, ReconciliationErrorCodes.FormatUnknown, job => job with { Format = "wechat.other" });

    [Fact]
    public Task A_missing_file_is_refused() => RefusedAsync(Bill, ReconciliationErrorCodes.InputUnreadable, job => job with { OursPath = job.OursPath + ".no" });

    [Fact]
    public Task A_summary_that_differs_is_refused_where_agreement_is_asked() =>
        RefusedAsync(Runs.WeChat(Runs.WeChatPayment("1") + Runs.WeChatPayment("2")), ReconciliationErrorCodes.BillSummaryMismatch, job => job with { Rules = new() { Summary = BillSummaryPolicy.Agrees } });

    [Fact]
    public Task A_rule_out_of_range_is_refused() => RefusedAsync(Bill, ReconciliationErrorCodes.JobInvalid, job => job with { Rules = new() { Partitions = 0 } });

    [Fact]
    public async Task What_was_there_before_stays_when_a_run_is_refused()
    {
        using var folder = new TemporaryFolder();
        await Runs.RunAsync(folder, Bill, Runs.OursHeader + Runs.Ours("1"), "wechat.all");
        var before = await File.ReadAllBytesAsync(folder["out/summary.json"]);
        await Assert.ThrowsAsync<ReconciliationException>(() => Runs.RunAsync(folder, Bill[..^200], Runs.OursHeader + Runs.Ours("1"), "wechat.all"));
        Assert.Equal(before, await File.ReadAllBytesAsync(folder["out/summary.json"]));
    }

    private static async Task RefusedAsync(byte[] bill, string code, Func<ReconciliationJob, ReconciliationJob>? change = null)
    {
        using var folder = new TemporaryFolder();
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => Runs.RunAsync(folder, bill, Runs.OursHeader + Runs.Ours("1"), bill is [(byte)'P', ..] ? "alipay.trades" : "wechat.all", change));
        Assert.Equal(code, fault.Code);
        Assert.False(File.Exists(folder["out/summary.json"]));
    }
}
