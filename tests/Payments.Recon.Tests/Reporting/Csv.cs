using System.Text;

namespace Payments.Recon.Tests.Reporting;

/// <summary>Reads CSV by RFC 4180, by itself: what is written is not judged by what wrote it.</summary>
internal static class Csv
{
    public static List<List<string>> Read(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted)
            {
                if (text[i] != '"')
                {
                    cell.Append(text[i]);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(text[i++]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (text[i] == '"')
            {
                isQuoted = true;
            }
            else if (text[i] == ',' || text[i] == '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (text[i] == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else if (text[i] != '\r')
            {
                cell.Append(text[i]);
            }
        }

        return rows;
    }
}
