namespace Payments.Recon.Distributed;

/// <summary>
/// The match as a file for <c>spark-sql -f</c>: reads the staged lines, writes the totals and what is listed as CSV. Numbers that cannot be read
/// end it (<c>FAILFAST</c>): nothing becomes NULL without a word.
/// </summary>
internal static class SparkScript
{
    public const string TotalsFolder = "totals";
    public const string PairsFolder = "pairs";
    public const string FurtherFolder = "further";

    /// <param name="staged">The address of the folder with the staged lines, as Spark sees it: <c>hdfs:///recon/in</c>.</param>
    /// <param name="results">The address of the folder for the results.</param>
    /// <param name="toleranceMinor">By how much amounts may differ.</param>
    public static string Render(string staged, string results, long toleranceMinor)
    {
        var sql = new MatchSql(new SparkDialect(), toleranceMinor);
        return $"""
            -- The match of one day. Run it with: spark-sql -f match.sql
            SET spark.sql.ansi.enabled = true;

            CREATE OR REPLACE TEMPORARY VIEW facts ({sql.Schema})
            USING csv
            OPTIONS (path {Literal(staged)}, header 'false', quote '"', escape '"', mode 'FAILFAST');

            CREATE OR REPLACE TEMPORARY VIEW pairs AS
            {sql.Pairs("facts")};

            CACHE TABLE pairs;

            {Write(results, TotalsFolder, sql.Totals("pairs"))}

            {Write(results, PairsFolder, MatchSql.ListPairs("pairs"))}

            {Write(results, FurtherFolder, MatchSql.ListFurther("(" + MatchSql.Further("facts", "pairs") + ") AS further"))}

            """.ReplaceLineEndings("\n");
    }

    private static string Write(string results, string folder, string select) => $"""
        INSERT OVERWRITE DIRECTORY
        USING csv
        OPTIONS (path {Literal(results.TrimEnd('/') + "/" + folder)}, header 'false', quote '"', escape '"')
        {select};
        """;

    private static string Literal(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
