using System.Buffers;
using System.Globalization;
using System.Text;
using Payments.Recon.Bills;
using Payments.Recon.Matching;
using Payments.Recon.Partitions;
using Payments.Recon.Scanning;

namespace Payments.Recon.Distributed;

/// <summary>Writes the lines of both sides as CSV, in as many files as there are shards: all lines of a number are in one.</summary>
internal sealed class StagedLines
{
    private const int BufferBytes = 1 << 20;

    private static readonly SearchValues<byte> Plain = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-|*"u8);

    private StagedLines(string[] files, long[] lines) => (Files, Lines) = (files, lines);

    /// <summary>The files, one for each shard.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>How many lines were staged, by side: 0 ours, 1 the channel's.</summary>
    public IReadOnlyList<long> Lines { get; }

    /// <summary>How many lines each file has.</summary>
    public required IReadOnlyList<long> FileLines { get; init; }

    public static StagedLines Write(PartitionStore ours, PartitionStore theirs, string folder, int shards, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        string[] files = [.. Enumerable.Range(0, shards).Select(shard => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{shard:D5}.csv")))];
        var writers = new List<StreamWriter>();
        var (lines, fileLines) = (new long[2], new long[shards]);
        try
        {
            writers.AddRange(files.Select(file => new StreamWriter(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes) { NewLine = "\n" }));
            using var buffer = new NativeBuffer();
            for (var partition = 0; partition < ours.Partitions; partition++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var shard = partition % shards;
                foreach (var (store, side) in new[] { (ours, 0), (theirs, 1) })
                {
                    var written = WritePartition(writers[shard], store, side, partition, buffer);
                    lines[side] += written;
                    fileLines[shard] += written;
                    store.Free(partition);
                }
            }
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }

        return new StagedLines(files, lines) { FileLines = fileLines };
    }

    /// <summary>Removes the files.</summary>
    public void Delete()
    {
        foreach (var file in Files)
        {
            File.Delete(file);
        }
    }

    private static unsafe long WritePartition(StreamWriter writer, PartitionStore store, int side, int partition, NativeBuffer buffer)
    {
        var written = 0L;
        var row = new StringBuilder();
        foreach (var segment in store.Load(partition, buffer))
        {
            var end = segment.Start + segment.Length;
            for (var at = segment.Start; at < end;)
            {
                Record.Read(at, out var line);
                row.Clear().Append(line.Position).Append(',').Append(side).Append(',').Append((int)line.Kind).Append(",\"");
                AppendKey(row, line);
                row.Append("\",").Append(line.HasTransaction ? 1 : 0).Append(',').Append((int)line.Status).Append(',').Append(line.Amount).Append(",\"").Append(Cells.Text(line.Currency)).Append("\",")
                    .Append(line.HasFee ? 1 : 0).Append(',').Append(line.Fee).Append(',').Append(line.Contradiction);
                writer.WriteLine(row);
                written++;
                at = line.Next;
            }
        }

        return written;
    }

    // The kind is part of the key. A number of plain letters and digits is written as it is; any other as hexadecimal, so that no encoding and no
    // quoting of an engine can change it. The letter before it keeps the two apart.
    private static unsafe void AppendKey(StringBuilder row, in Record line)
    {
        row.Append(line.Kind == LineKind.Refund ? 'r' : 'p');
        if (line.IsPacked)
        {
            row.Append('n');
            for (var i = 0; i < line.Length; i++)
            {
                var pair = line.Key[i >> 1];
                row.Append((char)('0' + ((i & 1) == 0 ? pair >> 4 : pair & 15)));
            }

            return;
        }

        var number = new ReadOnlySpan<byte>(line.Key, line.Length);
        var isPlain = !number.ContainsAnyExcept(Plain);
        row.Append(isPlain ? 'n' : 'x').Append(isPlain ? Encoding.ASCII.GetString(number) : Convert.ToHexString(number));
    }
}
