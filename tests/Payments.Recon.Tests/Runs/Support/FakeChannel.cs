using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Payments.Channels;

namespace Payments.Recon.Tests.Runs.Support;

/// <summary>A channel that publishes the bills a test wrote, and knows what was paid.</summary>
internal sealed class FakeChannel : IPaymentChannel, IStatements
{
    public const string Name = "fake-main";
    public const string Format = "fake.trades";

    public ConcurrentDictionary<DateOnly, List<BillLine>> Bills { get; } = new();

    /// <summary>Days of which the channel says that nothing happened, although it was asked for them.</summary>
    public ConcurrentDictionary<string, ChannelPayment> Paid { get; } = new(StringComparer.Ordinal);

    /// <summary>What happens before a bill is given: a test's own wait, answer or fault.</summary>
    public Func<StatementRequest, CancellationToken, Task<StatementDownload?>>? Before { get; set; }

    /// <summary>The form of the bills: one of the test's own, or one that the engine knows.</summary>
    public BillForm Form { get; set; } = BillForm.Plain;

    public int Downloads { get; private set; }

    public int Queries { get; private set; }

    public string Account => Name;

    public ChannelCapabilities Capabilities { get; } = new()
    {
        Channel = "fake",
        Methods = [new MethodCapability { Method = PaymentMethod.Parse("fake.qr"), Currencies = [Currency.Cny], ChargesWithoutCredential = false }],
    };

    public IReadOnlyList<StatementKind> StatementKinds { get; } = [StatementKind.Trades];

    public void Bill(DateOnly day, BillLine line) => Bills.GetOrAdd(day, _ => []).Add(line);

    public async Task<StatementDownload> DownloadStatementAsync(StatementRequest request, Stream destination, CancellationToken cancellationToken)
    {
        Downloads++;
        if (Before is { } before && await before(request, cancellationToken) is { } answer)
        {
            return answer;
        }

        if (!Bills.TryGetValue(request.Date, out var lines))
        {
            return new StatementDownload.NoActivity();
        }

        var bytes = Encoding.UTF8.GetBytes(Form.Write(request.Date, lines));
        await destination.WriteAsync(bytes, cancellationToken);
        return new StatementDownload.Completed(Form.Name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        Queries++;
        var payment = Paid.TryGetValue(reference.AttemptNo, out var paid)
            ? paid
            : new ChannelPayment { AttemptNo = reference.AttemptNo, Status = ChannelPaymentStatus.NotFound, ChannelStatus = "NOT_FOUND" };
        return Task.FromResult<ChannelOutcome<ChannelPayment>>(new ChannelOutcome<ChannelPayment>.Accepted(payment));
    }

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => [];

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public NotificationReply ReplyTo(NotificationVerdict verdict) => throw new NotSupportedException();
}

/// <summary>A line of a bill.</summary>
internal sealed record BillLine(string Number, string Transaction, long Minor, bool IsRefund = false);

/// <summary>How a bill is written.</summary>
internal sealed record BillForm(string Name, Func<DateOnly, IReadOnlyList<BillLine>, string> Write)
{
    private const string WeChatColumns = "交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,退款状态,手续费,订单金额,申请退款金额";

    public static BillForm Plain { get; } = new(FakeChannel.Format, static (_, lines) => lines.Aggregate(
        new StringBuilder("number,transaction,kind,amount\n"),
        static (text, line) => text.Append(CultureInfo.InvariantCulture, $"{line.Number},{line.Transaction},{(line.IsRefund ? "refund" : "payment")},{line.Minor}\n"),
        static text => text.ToString()));

    /// <summary>That of WeChat Pay, of payments alone.</summary>
    public static BillForm WeChat { get; } = new("wechat.trades", static (day, lines) => lines.Aggregate(
        new StringBuilder(WeChatColumns).Append("\r\n"),
        (text, line) => text.Append(CultureInfo.InvariantCulture, $"`{day:yyyy-MM-dd} 12:00:00,`{line.Transaction},`{line.Number},`SUCCESS,`CNY,`{Major(line.Minor)},`0.00,`0,`0,`0.00,`,`0.00000,`{Major(line.Minor)},`0.00\r\n"),
        text => text
            .Append("总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n")
            .Append(CultureInfo.InvariantCulture, $"`{lines.Count}.0,`{Major(lines.Sum(line => line.Minor))},`0.00,`0.00,`0.00000,`{Major(lines.Sum(line => line.Minor))},`0.00\r\n")
            .ToString()));

    private static string Major(long minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:D2}");
}
