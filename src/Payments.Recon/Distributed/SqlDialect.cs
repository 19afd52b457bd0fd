using System.Globalization;

namespace Payments.Recon.Distributed;

/// <summary>What differs between the SQL of engines. The match itself is one text.</summary>
internal abstract class SqlDialect
{
    /// <summary>Text of a number of an order.</summary>
    public abstract string Text { get; }

    /// <summary>A whole number of 64 bits.</summary>
    public abstract string Whole { get; }

    /// <summary>A column's value in the first line of a side, of a group.</summary>
    public abstract string First(string column, int side);

    /// <summary>A sum that does not wrap: of a hundred million amounts of 64 bits.</summary>
    public abstract string Total(string expression);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>ClickHouse, from 18.16. Its own sum of whole numbers wraps without a word, so sums are decimals of 38 digits.</summary>
internal sealed class ClickHouseDialect : SqlDialect
{
    public override string Text => "String";

    public override string Whole => "Int64";

    public override string First(string column, int side) => $"argMinIf({column}, position, side = {Number(side)})";

    public override string Total(string expression) => $"sum(toDecimal128({expression}, 0))";
}

/// <summary>Spark SQL, from 3.0.</summary>
internal sealed class SparkDialect : SqlDialect
{
    public override string Text => "STRING";

    public override string Whole => "BIGINT";

    public override string First(string column, int side) => $"min_by({column}, position) FILTER (WHERE side = {Number(side)})";

    public override string Total(string expression) => $"SUM(CAST({expression} AS DECIMAL(38, 0)))";
}
