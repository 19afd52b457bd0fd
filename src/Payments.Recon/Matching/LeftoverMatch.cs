using Payments.Recon.Bills;
using Payments.Recon.Partitions;
using Payments.Recon.Scanning;

namespace Payments.Recon.Matching;

/// <summary>Brings together by the channel's transaction what found nobody by number.</summary>
internal sealed unsafe class LeftoverMatch(KeyHasher hasher, PartitionStore ours, PartitionStore theirs)
{
    private readonly PartitionWriter _ours = new(ours);
    private readonly PartitionWriter _theirs = new(theirs);
    private readonly byte[] _key = GC.AllocateArray<byte>(LineParser.MaxNumber + 64, pinned: true);

    /// <summary>Reads a line again and files it under its transaction.</summary>
    public void Add(long position, LineParser line)
    {
        var transaction = line.Transaction();
        var hasNumber = line.NumberLength > 0;
        var isOurs = Source.Of(position) != Source.Bill;
        var writer = isOurs ? _ours : _theirs;
        fixed (byte* key = _key)
        fixed (byte* number = transaction)
        {
            var bytes = Record.Pack(number, transaction.Length, key, out var isPacked);
            var hash = hasher.Hash(key, bytes, (uint)line.Kind);
            var partition = (int)(((hash >> 32) * (uint)ours.Partitions) >> 32);
            var end = Record.Write(writer.Next(partition), line, (uint)hash, position, key, bytes, isPacked, transaction.Length, hasNumber);
            writer.Commit(partition, end);
        }
    }

    public void Complete()
    {
        _ours.Complete();
        _theirs.Complete();
    }
}
