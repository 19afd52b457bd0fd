using System.Text.Json.Serialization;

namespace Payments.Channels;

/// <summary>The kinds of bill.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StatementKind>))]
public enum StatementKind
{
    /// <summary>One line per payment and refund.</summary>
    Trades,

    /// <summary>One line per movement of the merchant's balance.</summary>
    FundFlow,
}

/// <summary>Which bill is wanted.</summary>
/// <param name="Date">The day, in the channel's time zone (UTC+8 for WeChat Pay and Alipay); a day before today.</param>
/// <param name="Kind">The kind.</param>
public sealed record StatementRequest(DateOnly Date, StatementKind Kind);

/// <summary>What asking for a bill came to. A closed set.</summary>
public abstract record StatementDownload
{
    private StatementDownload()
    {
    }

    /// <summary>The bill was written to the destination.</summary>
    /// <param name="Format">The file's form, as <c>wechat.trades</c> or <c>alipay.trades</c>.</param>
    /// <param name="Bytes">How many bytes were written.</param>
    /// <param name="Sha256">Their SHA-256, lower-case hex.</param>
    public sealed record Completed(string Format, long Bytes, string Sha256) : StatementDownload;

    /// <summary>The channel says that nothing happened that day.</summary>
    public sealed record NoActivity : StatementDownload;

    /// <summary>The channel has not made it yet, or may not have: ask again.</summary>
    /// <param name="RetryAfter">How long to wait before asking again.</param>
    public sealed record NotReady(TimeSpan RetryAfter) : StatementDownload;

    /// <summary>The channel refused, or its answer is unknown.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Failed(PaymentError Error) : StatementDownload;
}
