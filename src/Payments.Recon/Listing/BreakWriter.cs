using System.Globalization;
using System.Text;
using Payments.Recon.Bills;
using Payments.Recon.Matching;
using Payments.Recon.Scanning;
using Payments.Reconciliation;

namespace Payments.Recon.Listing;

/// <summary>Writes <c>breaks.csv</c> and <c>held.csv</c>, entry by entry in the order of the files. Decides on our lines that are alone: their time is read here.</summary>
internal sealed class BreakWriter : IDisposable
{
    private const string HeldHeader = "orderNo,attemptNo,channelTransactionId,kind,amountMinor,currency,status,occurredAt,feeMinor";
    private const int BufferBytes = 128 * 1024;

    private readonly Scan _scan;
    private readonly Verdicts _verdicts;
    private readonly int _today;
    private readonly int _utcOffsetSeconds;
    private readonly Tally _tally;
    private readonly StreamWriter _breaks;
    private readonly StreamWriter _held;
    private readonly LineGatherer?[] _gatherers = new LineGatherer?[3];
    private readonly StringBuilder _row = new();

    public BreakWriter(string breaksPath, string heldPath, Scan scan, Verdicts verdicts, int today, int utcOffsetSeconds, Tally tally)
    {
        (_scan, _verdicts, _today, _utcOffsetSeconds, _tally) = (scan, verdicts, today, utcOffsetSeconds, tally);
        _breaks = Create(breaksPath, ReconciliationResults.BreaksHeader);
        _held = Create(heldPath, HeldHeader);
    }

    public void Write(Entry entry)
    {
        var line = Gather(entry.Position, out var reading);
        if (entry.Bucket == ReconciliationBucket.Malformed)
        {
            _tally.Counts[(int)ReconciliationBucket.Malformed]++;
            _tally.Placed[Source.Of(entry.Position) == Source.Bill ? 1 : 0]++;
            Row(entry, line, BreakText.Malformed(entry, _scan.LineNumber(entry)));
            return;
        }

        if (reading != Reading.Read)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.InputChanged, $"{_scan.SourceOf(entry.Position).File.Path} changed while it was read. Wait until it is whole, and run again.");
        }

        if (entry.Bucket == ReconciliationBucket.OursOnly)
        {
            entry.Bucket = _verdicts.Ours(line.Status, line.Day, line.Second, Source.Of(entry.Position) == Source.Carried, _today);
            Place(entry, line);
        }

        if (entry.Bucket == ReconciliationBucket.HeldByCutoff)
        {
            Hold(line);
        }

        if (entry.Bucket != ReconciliationBucket.Matched)
        {
            Row(entry, line, BreakText.Detail(entry));
        }
    }

    public void Dispose()
    {
        _breaks.Dispose();
        _held.Dispose();
    }

    /// <summary>The line at a place of any source, read again.</summary>
    public LineParser Gather(long position, out Reading reading)
    {
        ref var gatherer = ref _gatherers[Source.Of(position)];
        if (gatherer is null)
        {
            var source = _scan.SourceOf(position);
            gatherer = new LineGatherer(source.File, source.Header, _utcOffsetSeconds, source.DataEnd);
        }

        reading = gatherer.Read(Source.Offset(position));
        return gatherer.Parser;
    }

    private static StreamWriter Create(string path, string header)
    {
        var writer = new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes) { NewLine = "\n" };
        writer.WriteLine(header);
        return writer;
    }

    private void Place(in Entry entry, LineParser line)
    {
        _tally.Counts[(int)entry.Bucket]++;
        _tally.Placed[0]++;
        if (line.Status is LineStatus.Succeeded or LineStatus.InProgress)
        {
            _tally.Of(line.Currency).Steps[(int)entry.Bucket] += line.Kind == LineKind.Refund ? line.Amount : -line.Amount;
        }
    }

    private void Row(in Entry entry, LineParser line, string detail)
    {
        var isReadable = entry.Bucket != ReconciliationBucket.Malformed || line.HasCells;
        var orderNo = isReadable ? line.Text(BillColumn.OrderNo) : "";
        var attemptNo = isReadable ? Number(line) : "";
        var transaction = isReadable ? line.Decode(line.Transaction()) : "";
        if (transaction.Length == 0 && entry.Other >= 0 && entry.Bucket != ReconciliationBucket.Malformed)
        {
            var other = Gather(entry.Other, out _);
            transaction = other.Decode(other.Transaction());
        }

        _row.Clear().Append(ReconciliationResults.NameOf(entry.Bucket)).Append(',');
        Cell(orderNo);
        Cell(attemptNo);
        Cell(transaction);
        Minor(entry.OursMinor);
        Minor(entry.TheirsMinor);
        BreakText.Append(_row, detail);
        _breaks.WriteLine(_row);
    }

    private void Hold(LineParser line)
    {
        _row.Clear();
        Cell(line.Text(BillColumn.OrderNo));
        Cell(Number(line));
        Cell(line.Decode(line.Transaction()));
        _row.Append(line.Kind == LineKind.Refund ? "refund," : "payment,").Append(line.Amount).Append(',').Append(Cells.Text(line.Currency)).Append(',');
        _row.Append(line.Status == LineStatus.Pending ? "pending," : "succeeded,");
        Cell(line.Text(BillColumn.Time));
        if (line.HasFee)
        {
            _row.Append(line.Fee);
        }

        _held.WriteLine(_row);
    }

    private static unsafe string Number(LineParser line)
    {
        line.ReadNumber();
        return line.Decode(new ReadOnlySpan<byte>(line.NumberStart, Math.Min(line.NumberLength, LineParser.MaxNumber)));
    }

    private void Cell(string text)
    {
        BreakText.Append(_row, text.AsSpan(0, Math.Min(text.Length, LineParser.MaxNumber)));
        _row.Append(',');
    }

    private void Minor(long minor)
    {
        if (minor >= 0)
        {
            _row.Append(CultureInfo.InvariantCulture, $"{minor}");
        }

        _row.Append(',');
    }
}
