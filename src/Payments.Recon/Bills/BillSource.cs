using Payments.Recon.Scanning;

namespace Payments.Recon.Bills;

/// <summary>A file of a run, opened: its header, and where its lines are.</summary>
internal sealed class BillSource : IDisposable
{
    private const int HeadBytes = 64 * 1024;
    private const int MostColumns = 1000;

    private BillSource(BillFile file, int source, BillHeader header, long dataStart, long dataEnd, int linesBefore) =>
        (File, Source, Header, DataStart, DataEnd, LinesBefore) = (file, source, header, dataStart, dataEnd, linesBefore);

    public BillFile File { get; }

    /// <summary>One of <see cref="Matching.Source"/>.</summary>
    public int Source { get; }

    public BillHeader Header { get; }

    public long DataStart { get; }

    public long DataEnd { get; private set; }

    /// <summary>How many lines come before the first of the data.</summary>
    public int LinesBefore { get; }

    public BillDeclaration? Declared { get; private set; }

    /// <param name="path">The file to read, unpacked.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="layout">Its form.</param>
    /// <param name="source">One of <see cref="Matching.Source"/>.</param>
    /// <param name="policy">What is asked of its summary.</param>
    public static BillSource Open(string path, string name, BillLayout layout, int source, BillSummaryPolicy policy)
    {
        BillFile? file = null;
        try
        {
            file = new BillFile(path);
            var head = new byte[(int)Math.Min(HeadBytes, file.Length)];
            file.Read(head, 0);
            var (start, end, lines) = FindHeader(head, layout);
            if (start < 0)
            {
                throw source == Matching.Source.Bill
                    ? new ReconciliationException(ReconciliationErrorCodes.BillTruncated, $"{name}: the file is empty or ends before its header. Download the bill again.")
                    : new ReconciliationException(ReconciliationErrorCodes.HeaderUnknown, $"{name}: the file has no header. Its first line names its columns.");
            }

            var header = BillHeader.Bind(layout, head.AsSpan(start, end - start), name);
            if (header.Columns > MostColumns)
            {
                throw new ReconciliationException(ReconciliationErrorCodes.HeaderUnknown, $"{name}: the header has more than {MostColumns} columns. It is not of the form {layout.Name}.");
            }

            var opened = new BillSource(file, source, header, Math.Min(end + 1, file.Length), file.Length, lines);
            opened.FindSummary(name, policy);
            file = null;
            return opened;
        }
        finally
        {
            file?.Dispose();
        }
    }

    public void Dispose() => File.Dispose();

    private static (int Start, int End, int Lines) FindHeader(ReadOnlySpan<byte> head, BillLayout layout)
    {
        var lines = 0;
        for (var at = head is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0; at < head.Length;)
        {
            var length = head[at..].IndexOf((byte)'\n');
            var end = length < 0 ? head.Length : at + length;
            var line = head[at..end].Trim((byte)'\r').Trim((byte)' ');
            lines++;
            if (!line.IsEmpty && !(line[0] == '#' && layout.HasComments))
            {
                return (at, end, lines);
            }

            at = end + 1;
        }

        return (-1, 0, 0);
    }

    private void FindSummary(string name, BillSummaryPolicy policy)
    {
        if (Header.Layout.Summary == SummaryForm.None)
        {
            return;
        }

        Declared = BillDeclaration.Find(this, out var dataEnd);
        DataEnd = dataEnd;
        if (Declared is null && policy != BillSummaryPolicy.Optional)
        {
            throw new ReconciliationException(
                ReconciliationErrorCodes.BillTruncated,
                $"{name}: the bill ends without its summary: half a file. Download it again; a source that never writes a summary is read with the summary optional.");
        }
    }
}
