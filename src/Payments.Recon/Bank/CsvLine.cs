using System.Text;

namespace Payments.Recon.Bank;

/// <summary>Splits a line of CSV; a cell in quotes may hold commas and doubled quotes.</summary>
internal static class CsvLine
{
    public static string[] Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                var isEscape = isQuoted && i + 1 < line.Length && line[i + 1] == '"';
                if (isEscape)
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (line[i] == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        cells[0] = cells[0].TrimStart('\ufeff');
        return [.. cells];
    }
}
