using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Recon.Scanning;

namespace Payments.Recon.Bills;

/// <summary>A bank's or any other CSV, described in JSON; see <c>docs/reconciliation-engine.md</c>. A member that is not known is an error.</summary>
internal sealed record BillMapping
{
    // What has a default is set, not initialised: the generated reader would set what is absent to nothing.
    private const int Gbk = 936;

    public required string Name { get; init; }

    /// <summary><c>utf-8</c> or <c>gbk</c>.</summary>
    public string Encoding { get; set; } = "utf-8";

    public string Delimiter { get; set; } = ",";

    /// <summary>Whether lines that start with <c>#</c> are comments.</summary>
    public bool Comments { get; set; }

    /// <summary>The header's name of each column.</summary>
    public required BillMappingColumns Columns { get; init; }

    /// <summary><c>major</c> (decimals) or <c>minor</c> (whole).</summary>
    public string Amounts { get; set; } = "major";

    /// <summary>Whether refunds may be written below zero.</summary>
    public bool SignedRefunds { get; set; } = true;

    /// <summary>Whether the amount's sign says the kind, for files without such a column.</summary>
    public bool KindBySign { get; set; }

    /// <summary>Whether fees are written as what is taken: below zero.</summary>
    public bool FeesBelowZero { get; set; }

    /// <summary>What the kind column says for <c>payment</c> and <c>refund</c>.</summary>
    public Dictionary<string, string[]> Kinds { get; set; } = [];

    /// <summary>What the status column says for <c>succeeded</c>, <c>failed</c> and <c>pending</c>.</summary>
    public Dictionary<string, string[]> Statuses { get; set; } = [];

    /// <summary>Whether lines of another kind are set aside; otherwise they are malformed.</summary>
    public bool OtherKindsAside { get; set; }

    public string Currency { get; set; } = "CNY";

    /// <summary>A .NET date format, as <c>yyyyMMddHHmmss</c>; none reads <c>2026-11-27 23:59:59</c> and RFC 3339.</summary>
    public string? TimeFormat { get; set; }

    public static BillLayout Find(string format, string? mappingPath) => mappingPath is null
        ? BillLayouts.Find(format) ?? throw new ReconciliationException(
            ReconciliationErrorCodes.FormatUnknown, $"The form '{format}' is not known. Known are {string.Join(", ", BillLayouts.Names)}; others are read with a mapping.")
        : Read(mappingPath).ToLayout(format);

    private static BillMapping Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), BillMappingJson.Default.BillMapping) ?? throw Wrong("it is empty");
        }
        catch (JsonException fault)
        {
            throw Wrong(fault.Message, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.InputUnreadable, $"{path} cannot be read: {fault.Message} Correct the path or the rights, and run again.", fault);
        }
    }

    private static ReconciliationException Wrong(string what, Exception? inner = null) => new(
        ReconciliationErrorCodes.FormatUnknown, $"The mapping is wrong: {what}. See docs/reconciliation-engine.md for its members.", inner);

    private BillLayout ToLayout(string format)
    {
        Require(Name == format, $"its name is '{Name}', and the form asked for is '{format}'");
        Require(Delimiter is [>= ' ' and < (char)127] or "\t" && Delimiter != "\"", "delimiter is one character");
        Require(Amounts is "major" or "minor", "amounts is major or minor");
        Require(Cells.TryCurrency(System.Text.Encoding.ASCII.GetBytes(Currency), out _), "currency is three letters");
        Require(Columns.Kind is null ? KindBySign : Kinds.Count > 0, "kinds lists what the kind column says; without such a column kindBySign is set");
        Require(Columns.Status is null || Statuses.Count > 0, "statuses lists what the status column says");
        var encoding = Encoding switch
        {
            "utf-8" => System.Text.Encoding.UTF8,
            "gbk" => CodePagesEncodingProvider.Instance.GetEncoding(Gbk)!,
            _ => throw Wrong("encoding is utf-8 or gbk"),
        };
        var columns = Columns.All().Where(static each => each.Name is not null).ToDictionary(static each => each.Column, static each => new[] { each.Name! });
        Require(columns.ContainsKey(BillColumn.Attempt) || columns.ContainsKey(BillColumn.Transaction), "columns names attemptNo or channelTransactionId");
        return new BillLayout
        {
            Name = Name,
            Encoding = encoding,
            Delimiter = (byte)Delimiter[0],
            HasComments = Comments,
            Columns = columns,
            Needed = [.. columns.Keys],
            Kinds = [.. Literals(Kinds, encoding, static name => name switch { "payment" => LineKind.Payment, "refund" => LineKind.Refund, _ => throw Wrong("kinds has payment and refund") })],
            Statuses = [.. Literals(Statuses, encoding, static name => name switch
            {
                "succeeded" => LineStatus.Succeeded,
                "failed" => LineStatus.NotMoved,
                "pending" => LineStatus.Pending,
                _ => throw Wrong("statuses has succeeded, failed and pending"),
            })],
            MinorUnits = Amounts == "minor",
            SignedRefunds = SignedRefunds,
            KindBySign = KindBySign,
            FeesBelowZero = FeesBelowZero,
            SetsOtherKindsAside = OtherKindsAside,
            DefaultCurrency = Currency,
            TimeFormat = TimeFormat,
            RefundsHaveOwnTransaction = Columns.RefundTransactionId is not null,
        };
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw Wrong(what);
        }
    }

    private static IEnumerable<Literal<T>> Literals<T>(Dictionary<string, string[]> values, Encoding encoding, Func<string, T> meaning)
        where T : struct =>
        values.SelectMany(each => each.Value.Select(text => new Literal<T>(encoding.GetBytes(text), meaning(each.Key))));
}

/// <summary>The names of a mapping's columns.</summary>
internal sealed record BillMappingColumns
{
    public required string Time { get; init; }

    public required string Amount { get; init; }

    public string? AttemptNo { get; init; }

    public string? RefundNo { get; init; }

    public string? OrderNo { get; init; }

    public string? ChannelTransactionId { get; init; }

    public string? RefundTransactionId { get; init; }

    public string? Kind { get; init; }

    public string? Status { get; init; }

    public string? Currency { get; init; }

    public string? RefundAmount { get; init; }

    public string? Fee { get; init; }

    public IEnumerable<(BillColumn Column, string? Name)> All() =>
    [
        (BillColumn.Time, Time), (BillColumn.Amount, Amount), (BillColumn.Attempt, AttemptNo), (BillColumn.RefundNo, RefundNo), (BillColumn.OrderNo, OrderNo ?? AttemptNo),
        (BillColumn.Transaction, ChannelTransactionId), (BillColumn.RefundTransaction, RefundTransactionId), (BillColumn.Kind, Kind), (BillColumn.Status, Status),
        (BillColumn.Currency, Currency), (BillColumn.RefundAmount, RefundAmount), (BillColumn.Fee, Fee),
    ];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(BillMapping))]
internal sealed partial class BillMappingJson : JsonSerializerContext;
