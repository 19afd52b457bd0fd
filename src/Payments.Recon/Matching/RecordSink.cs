using System.Runtime.CompilerServices;
using Payments.Recon.Bills;
using Payments.Recon.Partitions;
using Payments.Recon.Scanning;

namespace Payments.Recon.Matching;

/// <summary>Parses lines and sends each to its partition; one for each thread and source.</summary>
internal sealed unsafe class RecordSink : ILineSink
{
    private readonly LineParser _parser;
    private readonly PartitionWriter _writer;
    private readonly KeyHasher _hasher;
    private readonly Tally _tally;
    private readonly uint _partitions;
    private readonly int _source;
    private readonly int _side;
    private readonly byte[] _key = GC.AllocateUninitializedArray<byte>(LineParser.MaxNumber + 64, pinned: true);
    private long _numberInBlock;

    public RecordSink(LineParser parser, PartitionStore store, KeyHasher hasher, Tally tally, int source)
    {
        (_parser, _writer, _hasher, _tally, _source) = (parser, new PartitionWriter(store), hasher, tally, source);
        _partitions = (uint)store.Partitions;
        _side = source == Source.Bill ? 1 : 0;
    }

    /// <summary>Where the buffer is in the file; set by who scans.</summary>
    public long BufferPosition;

    /// <summary>Lines that cannot be read, and lines that have no number but a transaction.</summary>
    public List<Entry> Entries { get; } = [];

    public List<long> Numberless { get; } = [];

    public void StartBlock() => _numberInBlock = 0;

    public void Complete() => _writer.Complete();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Line(byte* buffer, int start, int end, int* marks, int count, bool hasQuote)
    {
        _numberInBlock++;
        var reading = _parser.Parse(buffer, start, end, marks, count, hasQuote);
        if (reading != Reading.Read)
        {
            Odd(reading, start);
            return;
        }

        _tally.Read(_side, _parser);
        if (_source != Source.Carried)
        {
            _tally.Days[_side].Add(_parser.Day);
        }

        var position = Source.Position(_source, BufferPosition + start);
        if (_parser.NumberLength == 0)
        {
            Numberless.Add(position);
            return;
        }

        fixed (byte* key = _key)
        {
            var bytes = Record.Pack(_parser.NumberStart, _parser.NumberLength, key, out var isPacked);
            var hash = _hasher.Hash(key, bytes, (uint)_parser.Kind);
            var partition = (int)(((hash >> 32) * _partitions) >> 32);
            var to = _writer.Next(partition);
            to = Record.Write(to, _parser, (uint)hash, position, key, bytes, isPacked, _parser.NumberLength, _parser.HasOwnTransaction);
            _writer.Commit(partition, to);
        }
    }

    private void Odd(Reading reading, int start)
    {
        switch (reading)
        {
            case Reading.Malformed:
                _tally.Lines[_side]++;
                Entries.Add(Entry.Malformed(Source.Position(_source, BufferPosition + start), _numberInBlock, _parser.Fault));
                break;
            case Reading.OutOfScope:
                _tally.OutOfScope++;
                break;
            default:
                return;
        }

        _tally.BillLines += _side;
    }
}
