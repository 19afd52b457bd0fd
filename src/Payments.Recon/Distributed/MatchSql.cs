using System.Globalization;

namespace Payments.Recon.Distributed;

/// <summary>
/// The match as SQL: both sides in one table, grouped by their number, so that it shards by the number's hash and spills. Whole numbers are whole
/// numbers, and numbers of orders are text: a tool that compares 28 digits as a floating-point number finds duplicates that are none. What the text
/// decides is what <c>Verdicts</c> decides in process; tests hold them together.
/// </summary>
internal sealed class MatchSql(SqlDialect dialect, long toleranceMinor)
{
    /// <summary>The pair's bucket where only one side has the number.</summary>
    public const string Alone = "alone";

    // The staged kinds and statuses: those of LineKind and LineStatus, as whole numbers.
    private const int Refund = 1;
    private const int Succeeded = 0;
    private const int Pending = 2;
    private const int InProgress = 3;

    /// <summary>The columns of the staged lines, in the order of the files.</summary>
    public static IReadOnlyList<string> FactColumns { get; } =
        ["position", "side", "kind", "match_key", "has_txn", "status", "amount", "currency", "has_fee", "fee", "contradiction"];

    /// <summary>The columns of what is listed, in the order of the results.</summary>
    private static readonly string[] Listed =
        ["bucket", "position", "other", "kind", "ours_status", "theirs_status", "ours_amount", "theirs_amount", "contradiction", "ours_currency", "theirs_currency", "has_fees", "ours_fee", "theirs_fee", "has_txn"];

    private static readonly string[] FirstColumns = ["position", "status", "amount", "currency", "has_fee", "fee", "has_txn"];

    public static int ListedColumns => Listed.Length;

    /// <summary>The columns of the staged lines with their types.</summary>
    public string Schema => string.Join(", ", FactColumns.Select(column => $"{column} {(column is "match_key" or "currency" ? dialect.Text : dialect.Whole)}"));

    /// <summary>One row for each number: the first line of each side, how many there are, and the bucket.</summary>
    public string Pairs(string facts) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT match_key, kind, ours_lines, theirs_lines, ours_position, theirs_position, ours_status, theirs_status, ours_amount, theirs_amount,
          contradiction, ours_currency, theirs_currency, ours_fee, theirs_fee, has_fees, has_txn, ours_net, theirs_net,
          CASE
            WHEN ours_lines = 0 OR theirs_lines = 0 THEN '{Alone}'
            WHEN ours_currency <> theirs_currency AND (ours_moved = 1 OR theirs_moved = 1) THEN 'currency'
            WHEN ours_moved = 0 AND theirs_moved = 0 THEN 'matched'
            WHEN ours_status = {Pending} AND theirs_status = {InProgress} THEN 'matched'
            WHEN ours_moved = 0 OR theirs_moved = 0 THEN 'status'
            WHEN abs(ours_amount - said) > {toleranceMinor} THEN CASE WHEN kind = {Refund} THEN 'refund' ELSE 'amount' END
            WHEN has_fees = 1 AND ours_fee <> theirs_fee AND NOT (kind = {Refund} AND ours_fee = -theirs_fee) THEN 'fee'
            WHEN ours_amount = said THEN 'matched'
            ELSE 'matchedWithinTolerance'
          END AS bucket
        FROM (
          SELECT match_key, kind, ours_lines, theirs_lines, ours_position, theirs_position, ours_status, theirs_status, ours_amount, theirs_amount,
            contradiction, ours_currency, theirs_currency, ours_fee, theirs_fee, ours_moved, theirs_moved,
            CASE WHEN ours_has_fee = 1 AND theirs_has_fee = 1 THEN 1 ELSE 0 END AS has_fees,
            CASE WHEN ours_lines > 0 THEN ours_has_txn ELSE theirs_has_txn END AS has_txn,
            CASE WHEN contradiction >= 0 AND theirs_amount = ours_amount THEN contradiction ELSE theirs_amount END AS said,
            CASE WHEN ours_moved = 0 THEN 0 WHEN kind = {Refund} THEN -ours_amount ELSE ours_amount END AS ours_net,
            CASE WHEN theirs_moved = 0 THEN 0 WHEN kind = {Refund} THEN -theirs_amount ELSE theirs_amount END AS theirs_net
          FROM (
            SELECT match_key, number_kind AS kind, ours_lines, theirs_lines, ours_position, theirs_position, ours_status, theirs_status, ours_amount, theirs_amount,
              theirs_contradiction AS contradiction, ours_currency, theirs_currency, ours_has_fee, theirs_has_fee, ours_fee, theirs_fee, ours_has_txn, theirs_has_txn,
              {Moved("ours")},
              {Moved("theirs")}
            FROM (
              SELECT match_key, MIN(kind) AS number_kind,
                COUNT(CASE WHEN side = 0 THEN 1 END) AS ours_lines,
                COUNT(CASE WHEN side = 1 THEN 1 END) AS theirs_lines,
                {Firsts(0, "ours")},
                {Firsts(1, "theirs")},
                {dialect.First("contradiction", 1)} AS theirs_contradiction
              FROM {facts}
              GROUP BY match_key
            ) AS numbers
          ) AS firsts
        ) AS compared
        """);

    /// <summary>Every further line of a number that was there already.</summary>
    public static string Further(string facts, string pairs) => $"""
        SELECT 'duplicate' AS bucket, position, -1 AS other, kind, status AS ours_status, status AS theirs_status, amount AS ours_amount, amount AS theirs_amount,
          -1 AS contradiction, currency AS ours_currency, currency AS theirs_currency, 0 AS has_fees, fee AS ours_fee, fee AS theirs_fee, has_txn, side
        FROM {facts}
        JOIN (
          SELECT match_key, ours_position, theirs_position FROM {pairs} WHERE ours_lines > 1 OR theirs_lines > 1
        ) AS several USING (match_key)
        WHERE position <> CASE WHEN side = 0 THEN ours_position ELSE theirs_position END
        """;

    /// <summary>The pairs that are not simply matched, and the lines alone.</summary>
    public static string ListPairs(string pairs) => $"""
        SELECT bucket, CASE WHEN ours_lines > 0 THEN ours_position ELSE theirs_position END AS listed_position,
          CASE WHEN ours_lines > 0 AND theirs_lines > 0 THEN theirs_position ELSE -1 END AS listed_other, kind,
          {Either("ours", "status")}, {Either("theirs", "status")}, {Either("ours", "amount")}, {Either("theirs", "amount")},
          CASE WHEN theirs_lines > 0 THEN contradiction ELSE -1 END AS listed_contradiction,
          {Either("ours", "currency")}, {Either("theirs", "currency")}, has_fees,
          CASE WHEN ours_lines > 0 THEN ours_fee ELSE 0 END AS listed_ours_fee, CASE WHEN theirs_lines > 0 THEN theirs_fee ELSE 0 END AS listed_theirs_fee, has_txn
        FROM {pairs}
        WHERE bucket <> 'matched'
        """;

    public static string ListFurther(string further) => $"SELECT {string.Join(", ", Listed)} FROM {further}";

    /// <summary>Counts and sums by bucket, and how many lines went in: they are held against how many were staged.</summary>
    public string Totals(string pairs) => $"""
        SELECT bucket, CASE WHEN ours_lines > 0 THEN ours_currency ELSE '' END AS ours_code, CASE WHEN theirs_lines > 0 THEN theirs_currency ELSE '' END AS theirs_code,
          COUNT(*) AS numbers, {dialect.Total("CASE WHEN ours_lines > 0 THEN ours_net ELSE 0 END")} AS ours_sum, {dialect.Total("CASE WHEN theirs_lines > 0 THEN theirs_net ELSE 0 END")} AS theirs_sum,
          SUM(ours_lines) AS ours_in, SUM(theirs_lines) AS theirs_in
        FROM {pairs}
        GROUP BY bucket, CASE WHEN ours_lines > 0 THEN ours_currency ELSE '' END, CASE WHEN theirs_lines > 0 THEN theirs_currency ELSE '' END
        """;

    private string Firsts(int side, string name) => string.Join(
        ",\n        ", FirstColumns.Select(column => $"{dialect.First(column, side)} AS {name}_{column}"));

    // The side's value, or the other's where it has no line. No alias is the name of a column: ClickHouse would read the one for the other.
    private static string Either(string side, string column) =>
        $"CASE WHEN {side}_lines > 0 THEN {side}_{column} ELSE {(side == "ours" ? "theirs" : "ours")}_{column} END AS listed_{side}_{column}";

    private static string Moved(string name) => string.Create(
        CultureInfo.InvariantCulture, $"CASE WHEN {name}_status = {Succeeded} OR {name}_status = {InProgress} THEN 1 ELSE 0 END AS {name}_moved");
}
