namespace Payments.Cli.Generating;

/// <summary>
/// A day of made-up orders, of any number, without remembering one: each order follows from its index and the seed, and the bill lists them in another
/// order than we do.
/// </summary>
internal sealed class Plan
{
    public const int Kinds = 12;

    private const int MostOfAKind = 100;
    private const ulong Scramble = 7_046_029_254_387;
    private const ulong Numbers = 1_000_000_000_000;
    private const int EndOfPlainDay = 86_000;
    private const int StartOfHeld = 86_160;

    private readonly ulong _seed;
    private readonly Dictionary<long, Planted> _planted = [];
    private readonly long _step;
    private readonly long _shift;

    public Plan(long rows, long seed)
    {
        (Rows, _seed) = (rows, Mix((ulong)seed + 0x9E3779B97F4A7C15));
        OfAKind = (int)Math.Clamp(rows / (2 * Kinds), 1, MostOfAKind);
        Plant();
        _step = Coprime(rows, (long)(Mix(_seed ^ 1) % (ulong)rows) | 1);
        _shift = (long)(Mix(_seed ^ 2) % (ulong)rows);
    }

    public long Rows { get; }

    /// <summary>How many of each kind are planted: 100, fewer in small files.</summary>
    public int OfAKind { get; }

    public IEnumerable<(long Index, Planted Kind)> All => _planted.OrderBy(static each => each.Key).Select(static each => (each.Key, each.Value));

    public static string BucketOf(Planted kind) => kind switch
    {
        Planted.ChannelOnly or Planted.ChannelOnlyRefund => "channelOnly",
        Planted.OursOnly => "oursOnly",
        Planted.Amount => "amount",
        Planted.Currency => "currency",
        Planted.Status => "status",
        Planted.Fee => "fee",
        Planted.Refund => "refund",
        Planted.DuplicateOfChannel or Planted.DuplicateOfOurs => "duplicate",
        Planted.Held => "heldByCutoff",
        _ => "malformed",
    };

    /// <summary>The order that stands at a place of the bill.</summary>
    public long AtPlace(long place) => (long)(((UInt128)(ulong)place * (ulong)_step + (ulong)_shift) % (ulong)Rows);

    public SampleOrder this[long index]
    {
        get
        {
            var random = Mix(_seed + ((ulong)index * 0xD1B54A32D192ED03));
            var planted = _planted.GetValueOrDefault(index);
            var isRefund = planted is Planted.Refund or Planted.ChannelOnlyRefund || (planted is Planted.Nothing && random % 20 == 0);
            var amount = 1 + (long)((random >> 8) % 1_000_000);
            return new SampleOrder(
                Index: index,
                Planted: planted,
                IsRefund: isRefund,
                Amount: amount,
                Fee: isRefund ? 0 : ((amount * 6) + 500) / 1000,
                Second: planted == Planted.Held ? StartOfHeld + (int)(random % 230) : (int)((random >> 32) % EndOfPlainDay),
                Random: random,
                Number: ((ulong)index * Scramble) % Numbers);
        }
    }

    private void Plant()
    {
        for (var (count, draw) = (0, 0UL); count < OfAKind * Kinds; draw++)
        {
            var index = (long)(Mix(_seed ^ (0xABCDEF + draw)) % (ulong)Rows);
            if (_planted.TryAdd(index, (Planted)(1 + (count % Kinds))))
            {
                count++;
            }
        }
    }

    private static long Coprime(long rows, long start)
    {
        for (var candidate = Math.Max(1, start); ; candidate += 2)
        {
            var (left, right) = (candidate, rows);
            while (right != 0)
            {
                (left, right) = (right, left % right);
            }

            if (left == 1)
            {
                return candidate;
            }
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

/// <summary>One made-up order or refund.</summary>
internal readonly record struct SampleOrder(
    long Index, Planted Planted, bool IsRefund, long Amount, long Fee, int Second, ulong Random, ulong Number)
{
    public bool IsOurs => Planted is not (Planted.ChannelOnly or Planted.ChannelOnlyRefund or Planted.Malformed);

    public bool IsTheirs => Planted is not (Planted.OursOnly or Planted.Held);
}
