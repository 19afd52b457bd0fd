using System.Runtime.InteropServices;
using Payments.Recon.Bills;
using Payments.Recon.Scanning;
using Payments.Reconciliation;

namespace Payments.Recon.Matching;

/// <summary>A line, or a pair, that is not simply matched: what is known of it without reading its text again. 64 bytes, written as they are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Entry
{
    public const long None = -1;

    /// <summary>The line it is listed by: ours where there is one. See <see cref="Source"/>.</summary>
    public long Position;

    /// <summary>The channel's line of a pair; of a malformed line, its number within its block.</summary>
    public long Other;
    public long OursMinor;
    public long TheirsMinor;
    public long OursFee;
    public long TheirsFee;
    public ushort OursCurrency;
    public ushort TheirsCurrency;
    public ReconciliationBucket Bucket;
    public LineKind Kind;
    public LineStatus OursStatus;
    public LineStatus TheirsStatus;
    public Fault Fault;
    public bool HasFees;

    public static Entry Malformed(long position, long numberInBlock, Fault fault) => new()
    {
        Position = position,
        Other = numberInBlock,
        OursMinor = None,
        TheirsMinor = None,
        Bucket = ReconciliationBucket.Malformed,
        Fault = fault,
    };

    public static Entry OfOne(in Record record, ReconciliationBucket bucket)
    {
        var isOurs = Source.Of(record.Position) != Source.Bill;
        return new Entry
        {
            Position = record.Position,
            Other = None,
            OursMinor = isOurs ? record.Amount : None,
            TheirsMinor = isOurs ? None : record.Amount,
            OursCurrency = record.Currency,
            TheirsCurrency = record.Currency,
            Bucket = bucket,
            Kind = record.Kind,
            OursStatus = record.Status,
            TheirsStatus = record.Status,
        };
    }

    public static Entry OfPair(in Record ours, in Record theirs, ReconciliationBucket bucket) => new()
    {
        Position = ours.Position,
        Other = theirs.Position,
        OursMinor = ours.Amount,
        TheirsMinor = theirs.Contradiction >= 0 && theirs.Amount == ours.Amount ? theirs.Contradiction : theirs.Amount,
        OursFee = ours.Fee,
        TheirsFee = theirs.Fee,
        OursCurrency = ours.Currency,
        TheirsCurrency = theirs.Currency,
        Bucket = bucket,
        Kind = ours.Kind,
        OursStatus = ours.Status,
        TheirsStatus = theirs.Status,
        HasFees = ours.HasFee && theirs.HasFee,
    };
}
