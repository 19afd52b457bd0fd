using System.Runtime.CompilerServices;
using Payments.Recon.Bills;

namespace Payments.Recon.Scanning;

/// <summary>Why a line cannot be read; <see cref="None"/> when it can.</summary>
internal enum Fault : byte
{
    None,
    Columns,
    Quotes,
    TooLong,
    Number,
    Kind,
    Status,
    Currency,
    Amount,
    Fee,
    Time,
}

/// <summary>What came of a line.</summary>
internal enum Reading
{
    Read,

    /// <summary>Blank, or a comment.</summary>
    Nothing,

    /// <summary>A line of a kind that is not compared.</summary>
    OutOfScope,
    Malformed,
}

/// <summary>
/// Reads one line into its fields, which stay until the next one. Not thread-safe: one for each thread. It never throws for what a line says.
/// </summary>
internal sealed unsafe class LineParser(BillHeader header, int utcOffsetSeconds)
{
    public const int MaxLine = 64 * 1024;
    public const int MaxNumber = 64;

    private readonly BillLayout _layout = header.Layout;
    private readonly TimeReader _times = new(utcOffsetSeconds);
    private readonly int _columns = header.Columns;
    private readonly int _time = header[BillColumn.Time];
    private readonly int _orderNo = header[BillColumn.OrderNo];
    private readonly int _attempt = header[BillColumn.Attempt];
    private readonly int _refundNo = header[BillColumn.RefundNo];
    private readonly int _transaction = header[BillColumn.Transaction];
    private readonly int _refundTransaction = header[BillColumn.RefundTransaction];
    private readonly int _kind = header[BillColumn.Kind];
    private readonly int _status = header[BillColumn.Status];
    private readonly int _currency = header[BillColumn.Currency];
    private readonly int _amount = header[BillColumn.Amount];
    private readonly int _settled = header[BillColumn.Settled];
    private readonly int _coupon = header[BillColumn.Coupon];
    private readonly int _refundAmount = header[BillColumn.RefundAmount];
    private readonly int _refundSettled = header[BillColumn.RefundSettled];
    private readonly int _fee = header[BillColumn.Fee];
    private readonly ushort _defaultCurrency = Cells.TryCurrency(System.Text.Encoding.ASCII.GetBytes(header.Layout.DefaultCurrency), out var code) ? code : Cells.Cny;
    private readonly int[] _marks = GC.AllocateArray<int>(header.Columns + 1, pinned: true);
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(MaxLine + 128, pinned: true);
    private byte* _line;
    private int* _ends;
    private int _first;

    public LineKind Kind { get; private set; }

    public LineStatus Status { get; private set; }

    public ushort Currency { get; private set; }

    /// <summary>Not negative; what counts in the totals when money moved.</summary>
    public long Amount { get; private set; }

    /// <summary>What another column says of the same amount, where that cannot be; -1 otherwise.</summary>
    public long Contradiction { get; private set; }

    public bool HasFee { get; private set; }

    public long Fee { get; private set; }

    /// <summary>What the bill's own summary adds up.</summary>
    public long Summed { get; private set; }

    public int Day { get; private set; }

    public int Second { get; private set; }

    /// <summary>The number the channel saw; empty where the line has none. Points into the buffer, with 32 readable bytes after it.</summary>
    public byte* NumberStart { get; private set; }

    public int NumberLength { get; private set; }

    /// <summary>Whether it has a transaction that says which line it is: a channel that names refunds by their payment's does not.</summary>
    public bool HasOwnTransaction => (Kind == LineKind.Payment || _layout.RefundsHaveOwnTransaction) && Transaction().Length is > 0 and <= MaxNumber;

    public Fault Fault { get; private set; }

    private int Exponent => Currency == Cells.Cny ? 2 : Cells.Exponent(Currency);

    /// <param name="line">The buffer.</param>
    /// <param name="start">Where the line starts in it.</param>
    /// <param name="end">Where it ends, its line break left out.</param>
    /// <param name="marks">Where its delimiters are.</param>
    /// <param name="count">How many.</param>
    /// <param name="hasQuote">Whether it has a quote anywhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Reading Parse(byte* line, int start, int end, int* marks, int count, bool hasQuote)
    {
        if (end > start && line[end - 1] == '\r')
        {
            end--;
        }

        if (end == start || (_layout.HasComments && line[start] == '#'))
        {
            return Reading.Nothing;
        }

        _line = line;
        _first = start;
        if (count == _columns - 1 && !hasQuote)
        {
            marks[count] = end;
            _ends = marks;
            return ReadCells();
        }

        if (IsBlank(line, start, end))
        {
            return Reading.Nothing;
        }

        // Pinned for good: cells are read after this returns.
        fixed (int* own = _marks)
        fixed (byte* scratch = _scratch)
        {
            _ends = own;
            var fault = end - start > MaxLine ? Fault.TooLong : Resplit(line, start, end, own, scratch);
            if (fault == Fault.None)
            {
                return ReadCells();
            }

            Kind = LineKind.Payment;
            return Refuse(fault);
        }
    }

    public ReadOnlySpan<byte> OrderNo() => Cell(_orderNo);

    public ReadOnlySpan<byte> Transaction()
    {
        var cell = Kind == LineKind.Payment || !_layout.RefundsHaveOwnTransaction ? Cell(_transaction) : Cell(_refundTransaction >= 0 ? _refundTransaction : _transaction);
        return _layout.ZeroIsNoNumber && cell is [(byte)'0'] ? default : cell;
    }

    /// <summary>A column's text, decoded; empty where the line has none.</summary>
    public string Text(BillColumn column) => Decode(Cell(header[column]));

    public string Decode(ReadOnlySpan<byte> cell) => BillHeader.Decode(_layout, cell);

    private Reading Refuse(Fault fault)
    {
        Fault = fault;
        return Reading.Malformed;
    }

    private static bool IsBlank(byte* line, int start, int end)
    {
        for (; start < end; start++)
        {
            if (line[start] is not ((byte)' ' or (byte)'\t' or (byte)','))
            {
                return false;
            }
        }

        return true;
    }

    // With quotes, or with commas inside what is not quoted: cell by cell, into a copy without quotes.
    private Fault Resplit(byte* line, int start, int end, int* ends, byte* scratch)
    {
        var isBackticked = line[start] == '`';
        var to = 0;
        var at = start;
        for (var column = 0; ; column++)
        {
            var from = to;
            if (at < end && line[at] == '"')
            {
                if (!Unquote(line, ref at, end, scratch, ref to))
                {
                    return Fault.Quotes;
                }
            }
            else
            {
                for (; at < end && !(line[at] == _layout.Delimiter && (!isBackticked || at + 1 == end || line[at + 1] == '`')); at++)
                {
                    scratch[to++] = line[at];
                }
            }

            if (column < _columns)
            {
                ends[column] = to;
                scratch[to++] = _layout.Delimiter;
            }
            else if (to > from)
            {
                return Fault.Columns;
            }

            if (at++ >= end)
            {
                _line = scratch;
                _first = 0;
                var isWhole = column + 1 >= _columns;
                while (++column < _columns)
                {
                    ends[column] = to;
                }

                return isWhole ? Fault.None : Fault.Columns;
            }
        }
    }

    // From the opening quote to the delimiter after the closing one, or the end.
    private bool Unquote(byte* line, ref int at, int end, byte* scratch, ref int to)
    {
        for (at++; ; at++)
        {
            if (at >= end)
            {
                return false;
            }

            if (line[at] == '"')
            {
                if (at + 1 >= end || line[at + 1] != '"')
                {
                    break;
                }

                at++;
            }

            scratch[to++] = line[at];
        }

        for (at++; at < end && line[at] != _layout.Delimiter; at++)
        {
            if (line[at] is not ((byte)' ' or (byte)'\t'))
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Cell(int column) =>
        column < 0 ? default : Cells.Trim(_line + (column == 0 ? _first : _ends[column - 1] + 1), _line + _ends[column]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Reading ReadCells()
    {
        (Contradiction, HasFee, Fee, Summed, Kind) = (-1, false, 0, 0, LineKind.Payment);
        if (!TryMeaning(Cell(_kind), _layout.Kinds, out var kind))
        {
            if (!_layout.KindBySign)
            {
                return _layout.SetsOtherKindsAside ? Reading.OutOfScope : Refuse(Fault.Kind);
            }

            var sign = Cell(_amount);
            kind = sign is [(byte)'-', ..] ? LineKind.Refund : LineKind.Payment;
        }

        Kind = kind;
        if (kind == LineKind.Other || !(kind == LineKind.Payment ? _layout.CoversPayments : _layout.CoversRefunds))
        {
            return Reading.OutOfScope;
        }

        Status = LineStatus.Succeeded;
        if (_status >= 0 && (kind == LineKind.Refund || !_layout.StatusIsOfRefundsOnly))
        {
            if (!TryMeaning(Cell(_status), _layout.Statuses, out var status))
            {
                return Refuse(Fault.Status);
            }

            Status = status;
        }

        ReadNumber();
        if (NumberLength > MaxNumber || (NumberLength == 0 && !HasOwnTransaction))
        {
            return Refuse(Fault.Number);
        }

        var fault = ReadMoney();
        if (fault != Fault.None)
        {
            return Refuse(fault);
        }

        if (!(_layout.TimeFormat is { } format ? TryTime(Cell(_time), format, out var day, out var second) : _times.TryRead(Cell(_time), out day, out second)))
        {
            return Refuse(Fault.Time);
        }

        (Day, Second) = (day, second);
        return Reading.Read;
    }

    /// <summary>Of a line that cannot be read: whether its cells may still say which it is.</summary>
    public bool HasCells => Fault is not (Fault.Quotes or Fault.TooLong);

    public void ReadNumber()
    {
        var cell = Kind == LineKind.Refund && _refundNo >= 0 ? Cell(_refundNo) : Cell(_attempt);
        if (Kind == LineKind.Refund && _refundNo >= 0 && (cell.Length == 0 || (_layout.ZeroIsNoNumber && cell is [(byte)'0'])))
        {
            cell = Cell(_attempt);
        }

        NumberLength = cell.Length;
        NumberStart = (byte*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(cell));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Fault ReadMoney()
    {
        Currency = _defaultCurrency;
        if (_currency >= 0)
        {
            if (!Cells.TryCurrency(Cell(_currency), out var currency))
            {
                return Fault.Currency;
            }

            Currency = currency;
        }

        var exponent = _layout.MinorUnits ? 0 : Exponent;
        var isRefund = Kind == LineKind.Refund;
        if (!TryAmount(isRefund && _refundAmount >= 0 ? _refundAmount : _amount, exponent, isRefund, out var amount))
        {
            return Fault.Amount;
        }

        Amount = Summed = amount;
        if ((isRefund ? _refundSettled : _settled) >= 0 && !TrySettled(exponent, isRefund))
        {
            return Fault.Amount;
        }

        return _fee < 0 || TryFee(exponent, isRefund) ? Fault.None : Fault.Fee;
    }

    private bool TryAmount(int column, int exponent, bool isRefund, out long amount)
    {
        if (!Cells.TryMajor(Cell(column), exponent, rounds: false, out amount))
        {
            return false;
        }

        if (amount < 0)
        {
            amount = -amount;
            return isRefund && (_layout.SignedRefunds || _layout.KindBySign);
        }

        return true;
    }

    // What was ordered and what is received differ by coupons only; a line where they differ otherwise says two things at once.
    private bool TrySettled(int exponent, bool isRefund)
    {
        var cell = Cell(isRefund ? _refundSettled : _settled);
        if (!Cells.TryMajor(cell, exponent, rounds: false, out var settled))
        {
            return cell.Length == 0;
        }

        if (_layout.SummaryOfSettled)
        {
            Summed = Math.Abs(settled);
        }

        if (!_layout.ChecksSettled || settled == Amount)
        {
            return true;
        }

        if (Amount == 0)
        {
            Amount = settled;
        }
        else if (isRefund)
        {
            Contradiction = settled > Amount ? settled : -1;
        }
        else
        {
            var coupon = _coupon >= 0 && Cells.TryMajor(Cell(_coupon), exponent, rounds: false, out var known) ? known : 0;
            Contradiction = settled > Amount || settled < Amount - coupon ? settled : -1;
        }

        return settled >= 0;
    }

    private bool TryFee(int exponent, bool isRefund)
    {
        var cell = Cell(_fee);
        if (cell.Length == 0)
        {
            return true;
        }

        HasFee = Cells.TryMajor(cell, exponent, rounds: true, out var fee);
        Fee = !_layout.FeesBelowZero ? fee : isRefund ? -Math.Abs(fee) : Math.Abs(fee);
        return HasFee;
    }

    private static bool TryTime(ReadOnlySpan<byte> cell, string format, out int day, out int second)
    {
        var isTime = DateTime.TryParseExact(System.Text.Encoding.ASCII.GetString(cell), format, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var time);
        (day, second) = (DateOnly.FromDateTime(time).DayNumber, (int)(time.TimeOfDay.Ticks / TimeSpan.TicksPerSecond));
        return isTime;
    }

    private static bool TryMeaning<T>(ReadOnlySpan<byte> cell, Literal<T>[] literals, out T meaning)
        where T : struct
    {
        foreach (var literal in literals)
        {
            if (cell.SequenceEqual(literal.Value))
            {
                meaning = literal.Meaning;
                return true;
            }
        }

        meaning = default;
        return false;
    }
}
