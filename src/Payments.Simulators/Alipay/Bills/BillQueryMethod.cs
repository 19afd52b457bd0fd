using System.Globalization;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Methods;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Bills;

/// <summary><c>alipay.data.dataservice.bill.downloadurl.query</c>: the address of a day's or month's bill, once that was made.</summary>
internal sealed class BillQueryMethod(AlipayBook book, AlipayBillDesk desk, AlipaySimulatorOptions options, bool atOnce) : IAlipayMethod
{
    private const int YearsKept = 6;
    private static readonly TimeSpan MadeAt = TimeSpan.FromHours(9);

    public string Name => "alipay.data.dataservice.bill.downloadurl.query";

    public string Operation => "bill";

    private string WrongArguments => options.PlainBillErrors ? "INVAILID_ARGUMENTS" : "isv.invailid_arguments"; // sic

    public AlipayAnswer Run(AlipayCall call)
    {
        var biz = new AlipayBiz(call.Request.Content!, WrongArguments);
        var type = biz.Required("bill_type", 32);
        if (type is not ("trade" or "signcustomer")) return NotThere();
        var date = biz.Required("bill_date", 10);
        if (Span(date) is not var (from, to, madeAt) || from < call.Now.AddYears(-YearsKept)) throw biz.Invalid("bill_date");
        if (call.Now < (atOnce ? from : madeAt)) return NotThere();

        var (file, isEmpty) = Make(type, call.Merchant.SellerId, date.Replace("-", "", StringComparison.Ordinal), from, to, call.Now);
        var fileName = $"{AlipayBillText.Account(call.Merchant.SellerId)}_{date.Replace("-", "", StringComparison.Ordinal)}.csv.zip";
        var answer = AlipayAnswer.Success(new()
        {
            ["bill_download_url"] = $"{call.BaseAddress}{AlipayBillDesk.Path}?{desk.Offer(fileName, file)}",
        });
        if (isEmpty) answer.Fields["bill_file_code"] = "EMPTY_DATA_WITH_BILL_FILE";
        return answer;
    }

    private (byte[] File, bool IsEmpty) Make(string type, string sellerId, string date, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var account = AlipayBillText.Account(sellerId);
        var all = AlipayMovement.Between(book.NewestFirst, sellerId, DateTimeOffset.MinValue, to, options.FeeBasisPoints);
        var movements = all.FindAll(movement => movement.At >= from);
        var file = type == "trade"
            ? AlipayBillDesk.Zip(
                now,
                ($"{account}_{date}_业务明细(汇总).csv", TradeBill.Summary(movements, sellerId, from, to, now)),
                ($"{account}_{date}_业务明细.csv", TradeBill.Detail(movements, sellerId, from, to, now)))
            : AlipayBillDesk.Zip(
                now,
                ($"{account}_{date}_账务明细(汇总).csv", AccountBill.Summary(all, sellerId, from, to, now)),
                ($"{account}_{date}_账务明细.csv", AccountBill.Detail(all, sellerId, from, to, now)));
        return (file, movements.Count == 0);
    }

    /// <summary>The span a date names and when its bill is made: 09:00 the next day, or on the third of the next month.</summary>
    private static (DateTimeOffset From, DateTimeOffset To, DateTimeOffset MadeAt)? Span(string date)
    {
        if (DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var next = AlipayTime.StartOf(day.AddDays(1));
            return (AlipayTime.StartOf(day), next, next + MadeAt);
        }

        if (DateOnly.TryParseExact(date, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
        {
            var next = AlipayTime.StartOf(month.AddMonths(1));
            return (AlipayTime.StartOf(month), next, next.AddDays(2) + MadeAt);
        }

        return null;
    }

    private AlipayAnswer NotThere() => options.PlainBillErrors
        ? AlipayAnswer.Refused("BILL_NOT_EXIST", "账单不存在")
        : AlipayAnswer.Refused("isp.bill_not_exist", "账单不存在");
}
