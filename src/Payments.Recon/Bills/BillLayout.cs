using System.Text;

namespace Payments.Recon.Bills;

/// <summary>What a line is.</summary>
internal enum LineKind : byte
{
    Payment,
    Refund,

    /// <summary>A line of the file that is neither, as a fee of a fund-flow bill: counted and set aside.</summary>
    Other,
}

/// <summary>What a line says of the money.</summary>
internal enum LineStatus : byte
{
    Succeeded,

    /// <summary>Closed or failed: no money moved.</summary>
    NotMoved,
    Pending,

    /// <summary>The channel has begun a refund and its bill will never say how it ended: it counts.</summary>
    InProgress,
}

/// <summary>A value of a column, in the file's own encoding, and what it means.</summary>
internal sealed record Literal<T>(byte[] Value, T Meaning)
    where T : struct;

/// <summary>The form of a file, before its header is seen.</summary>
internal sealed record BillLayout
{
    public required string Name { get; init; }

    public Encoding Encoding { get; init; } = Encoding.UTF8;

    public byte Delimiter { get; init; } = (byte)',';

    /// <summary>Names of each column, the best first; where the header has none of them the column is absent.</summary>
    public required IReadOnlyDictionary<BillColumn, string[]> Columns { get; init; }

    public required IReadOnlyList<BillColumn> Needed { get; init; }

    public Literal<LineKind>[] Kinds { get; init; } = [];

    public Literal<LineStatus>[] Statuses { get; init; } = [];

    public bool StatusIsOfRefundsOnly { get; init; }

    /// <summary>Amounts are whole minor units; otherwise decimals of the major unit.</summary>
    public bool MinorUnits { get; init; }

    /// <summary>Whether amounts below zero are written for refunds, so that the sign is no fault.</summary>
    public bool SignedRefunds { get; init; }

    /// <summary>Whether the sign of the amount says the kind: below zero is a refund.</summary>
    public bool KindBySign { get; init; }

    /// <summary>Fees are written as what is taken from the merchant, below zero.</summary>
    public bool FeesBelowZero { get; init; }

    /// <summary>A payment whose settled amount is neither its amount nor the amount less its coupon contradicts itself.</summary>
    public bool ChecksSettled { get; init; }

    /// <summary>The bill's own summary counts settled amounts.</summary>
    public bool SummaryOfSettled { get; init; }

    public bool HasComments { get; init; }

    /// <summary>Lines of a kind that is not listed are set aside, not faulty.</summary>
    public bool SetsOtherKindsAside { get; init; }

    public SummaryForm Summary { get; init; }

    public bool CoversPayments { get; init; } = true;

    public bool CoversRefunds { get; init; } = true;

    /// <summary>A format for times that are not ISO 8601; null for those.</summary>
    public string? TimeFormat { get; init; }

    public string DefaultCurrency { get; init; } = "CNY";

    /// <summary>Values of the number columns that mean none.</summary>
    public bool ZeroIsNoNumber { get; init; }

    /// <summary>The bill names a refund by the transaction of its payment: not unique, so no fallback.</summary>
    public bool RefundsHaveOwnTransaction { get; init; }
}

/// <summary>Where a bill's own summary is.</summary>
internal enum SummaryForm
{
    None,

    /// <summary>The last two lines: a header and values.</summary>
    LastTwoLines,

    /// <summary>Comment lines after the end of the list.</summary>
    Comments,
}
