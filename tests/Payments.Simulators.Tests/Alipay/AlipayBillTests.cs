using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayBillTests
{
    private const string Method = "alipay.data.dataservice.bill.downloadurl.query";
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;

    [Fact]
    public async Task The_business_bill_lists_payments_and_negative_refunds_in_the_official_columns()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("100.00");
        await world.RefundAsync(number, "25.00", "R1");
        var day = Today(world);
        GoToNextMorning(world);

        var files = await DownloadAsync(world, "trade", day);
        var (summary, detail) = (files[0].Lines, files[1].Lines);

        Assert.EndsWith("_业务明细(汇总).csv", files[0].Name, StringComparison.Ordinal);
        Assert.Equal($"{world.Client.SellerId}0156_{day.Replace("-", "", StringComparison.Ordinal)}_业务明细.csv", files[1].Name);
        Assert.Equal(OfficialHeader(), detail[4]);
        var payment = detail[5].Split(',');
        var refund = detail[6].Split(',');
        Assert.Equal(25, payment.Length);
        Assert.Equal((number + "\t", "交易\t", "100.00", "-0.60"), (payment[1], payment[2], payment[11], payment[22]));
        Assert.Equal((number + "\t", "退款\t", "-25.00", "R1\t", "0.00"), (refund[1], refund[2], refund[12], refund[21], refund[22]));
        Assert.Equal(payment[4], refund[4]); // both rows carry the trade's creation
        Assert.Equal("#交易合计：1笔，商家实收共100.00元，商家优惠共0.00元", detail[8]);
        Assert.Equal("#退款合计：1笔，商家实收退款共-25.00元，商家优惠退款共0.00元", detail[9]);
        Assert.Equal("合计,,1,1,75.00,75.00,0.00,0.00,0.00,-0.60,0.00,74.40", summary[6]);
    }

    [Fact]
    public async Task The_account_bill_has_fees_as_rows_of_their_own_and_a_running_balance()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync("100.00");
        await world.RefundAsync(number, "25.00", "R1");
        var day = Today(world);
        GoToNextMorning(world);

        var detail = (await DownloadAsync(world, "signcustomer", day))[1];
        var rows = detail.Lines.Skip(5).Take(3).Select(static line => line.Split(',')).ToArray();

        Assert.EndsWith("_账务明细.csv", detail.Name, StringComparison.Ordinal);
        Assert.Equal("在线支付 收费 交易退款", string.Join(' ', rows.Select(static row => row[10])));
        Assert.Equal("100.00 99.40 74.40", string.Join(' ', rows.Select(static row => row[8])));
        Assert.Equal("#支出合计：2笔，共-25.60元", detail.Lines[9]);
        Assert.Equal("#收入合计：1笔，共100.00元", detail.Lines[10]);
    }

    [Fact]
    public async Task Entry_names_are_gbk_without_the_utf8_flag()
    {
        await using var world = await StartAsync();
        await world.PaidAsync();
        var day = Today(world);
        GoToNextMorning(world);

        var zip = await GetAsync(world, await AddressAsync(world, "trade", day));

        Assert.Equal(0, BitConverter.ToUInt16(zip, 6) & 0x0800);
        Assert.True(zip.AsSpan().IndexOf(Gbk.GetBytes("业务明细")) > 0);
    }

    [Fact]
    public async Task An_address_dies_after_thirty_seconds()
    {
        await using var world = await StartAsync();
        var day = Today(world);
        GoToNextMorning(world);
        var address = await AddressAsync(world, "trade", day);

        world.Clock.Advance(TimeSpan.FromSeconds(29));
        await GetAsync(world, address);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        using var late = await world.Host.Client.GetAsync(new Uri(address), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
    }

    [Fact]
    public async Task A_bill_is_there_from_nine_in_the_morning()
    {
        await using var world = await StartAsync();
        var day = Today(world);
        Assert.Equal("isp.bill_not_exist", await world.Client.RefusedAsync(Method, Ask("trade", day)));

        GoToNextMorning(world, TimeSpan.FromHours(8));
        Assert.Equal("isp.bill_not_exist", await world.Client.RefusedAsync(Method, Ask("trade", day)));

        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("EMPTY_DATA_WITH_BILL_FILE", (string?)(await world.Client.SucceedAsync(Method, Ask("trade", day)))["bill_file_code"]);
    }

    [Theory]
    [InlineData("yyyy-MM-dd")]
    [InlineData("yyyy-MM")]
    public async Task A_bill_at_once_has_what_was_paid_so_far_and_none_of_days_to_come(string format)
    {
        await using var world = await StartAsync(options => options.BillsAtOnce = true);
        var number = await world.PaidAsync();

        var detail = (await DownloadAsync(world, "trade", Day(world, format)))[1];
        Assert.Contains(number, detail.Lines[5], StringComparison.Ordinal);

        var later = Ask("trade", world.Clock.GetUtcNow().AddDays(40).ToString(format, CultureInfo.InvariantCulture));
        Assert.Equal("isp.bill_not_exist", await world.Client.RefusedAsync(Method, later));
    }

    [Theory]
    [InlineData("trade", "20190916", "isv.invailid_arguments")]
    [InlineData("trade", "2019-13-01", "isv.invailid_arguments")]
    [InlineData("trade", "2001-01-01", "isv.invailid_arguments")]
    [InlineData("trade", "2099-01-01", "isp.bill_not_exist")]
    [InlineData("mystery", "2024-01-01", "isp.bill_not_exist")]
    public async Task A_wrong_question_is_refused(string type, string date, string subCode)
    {
        await using var world = await StartAsync();

        Assert.Equal(subCode, await world.Client.RefusedAsync(Method, Ask(type, date)));
    }

    [Fact]
    public async Task A_months_bill_is_there_from_the_third()
    {
        await using var world = await StartAsync();
        var number = await world.PaidAsync();
        var month = Today(world)[..7];
        world.Clock.Advance(TimeSpan.FromDays(35));

        var detail = (await DownloadAsync(world, "trade", month))[1];

        Assert.Contains(number, detail.Lines[5], StringComparison.Ordinal);
    }

    private static string OfficialHeader() =>
        Gbk.GetString(AlipayCertificateTests.Vector("field/business_detail.gbk.csv")).Split('\n')[4].TrimEnd('\r');

    private static JsonObject Ask(string type, string date) => new() { ["bill_type"] = type, ["bill_date"] = date };

    private static string Today(AlipayWorld world) => Day(world, "yyyy-MM-dd");

    private static string Day(AlipayWorld world, string format) =>
        world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString(format, CultureInfo.InvariantCulture);

    private static void GoToNextMorning(AlipayWorld world, TimeSpan? at = null)
    {
        var now = world.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        world.Clock.Advance(now.Date.AddDays(1) + (at ?? TimeSpan.FromHours(9.5)) - now.DateTime);
    }

    private static async Task<string> AddressAsync(AlipayWorld world, string type, string date) =>
        (string)(await world.Client.SucceedAsync(Method, Ask(type, date)))["bill_download_url"]!;

    private static Task<byte[]> GetAsync(AlipayWorld world, string address) => world.Host.Client.GetByteArrayAsync(new Uri(address));

    private static async Task<(string Name, string[] Lines)[]> DownloadAsync(AlipayWorld world, string type, string date)
    {
        using var stream = new MemoryStream(await GetAsync(world, await AddressAsync(world, type, date)));
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false, Gbk);
        var files = new List<(string, string[])>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open(), Gbk);
            files.Add((entry.FullName, (await reader.ReadToEndAsync()).Split('\n')));
        }

        return [.. files];
    }
}
