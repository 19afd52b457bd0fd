using System.Text;

namespace Payments.Recon.Bills;

/// <summary>A layout bound to a file's own header: which column is where.</summary>
internal sealed class BillHeader
{
    private readonly int[] _places;

    private BillHeader(BillLayout layout, int columns, int[] places) => (Layout, Columns, _places) = (layout, columns, places);

    public BillLayout Layout { get; }

    /// <summary>How many columns a line has.</summary>
    public int Columns { get; }

    /// <summary>The column's place from 0, or -1.</summary>
    public int this[BillColumn column] => _places[(int)column];

    public bool Has(BillColumn column) => this[column] >= 0;

    /// <exception cref="ReconciliationException">A needed column is not there.</exception>
    public static BillHeader Bind(BillLayout layout, ReadOnlySpan<byte> line, string file)
    {
        var names = Split(Decode(layout, line), (char)layout.Delimiter);
        var places = new int[(int)BillColumn.Count];
        Array.Fill(places, -1);
        foreach (var (column, wanted) in layout.Columns)
        {
            foreach (var name in wanted)
            {
                if ((places[(int)column] = names.FindIndex(each => Same(each, name))) >= 0)
                {
                    break;
                }
            }
        }

        var missing = layout.Needed.Where(column => places[(int)column] < 0).Select(column => layout.Columns.GetValueOrDefault(column)?[0] ?? column.ToString()).ToList();
        return missing.Count == 0
            ? new BillHeader(layout, names.Count, places)
            : throw new ReconciliationException(
                ReconciliationErrorCodes.HeaderUnknown,
                $"{file}: the header has no column {string.Join(", ", missing)}, which the form {layout.Name} needs. Name the form the file has, or take the file as it was received.");
    }

    public static string Normal(string name) => name.Trim('\uFEFF', '`', ' ', '\t', '\r').Replace('（', '(').Replace('）', ')').Replace(" ", "", StringComparison.Ordinal);

    public static List<string> Split(string line, char delimiter)
    {
        var names = new List<string>();
        var (text, isQuoted) = (new StringBuilder(), false);
        foreach (var character in line)
        {
            if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (character == delimiter && !isQuoted)
            {
                names.Add(Normal(text.ToString()));
                text.Clear();
            }
            else
            {
                text.Append(character);
            }
        }

        names.Add(Normal(text.ToString()));
        return names;
    }

    /// <summary>As UTF-8 where it is that, else as the layout's: converted files say nothing of it, and GBK is hardly ever valid UTF-8.</summary>
    public static string Decode(BillLayout layout, ReadOnlySpan<byte> line) =>
        System.Text.Unicode.Utf8.IsValid(line) ? Encoding.UTF8.GetString(line) : layout.Encoding.GetString(line);

    private static bool Same(string name, string wanted) => string.Equals(name, Normal(wanted), StringComparison.OrdinalIgnoreCase);
}
