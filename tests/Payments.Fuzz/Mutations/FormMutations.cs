using Payments.Fuzz.Genuine;

namespace Payments.Fuzz.Mutations;

/// <summary>Changes to a form that keep it a form.</summary>
internal static class FormMutations
{
    private static readonly string[] Values =
    [
        "", " ", "0", "-1", "-0", "0.00", "00.01", "1.0", "0.001", "88.880", "88.8", " 88.88", "88.88 ", "+88.88", "8,888.00", "88,88", "1e2", "0x58", "\u00b9\u00b2", "NaN", "Infinity", "88.88\0", "\0",
        "99999999999999999999999999", "92233720368547758.07", "92233720368547758.08", "8888", "TRADE_SUCCESS", "trade_success", "TRADE_SUCCESS ", "TRADE_CLOSED", "TRADE_FINISHED", "WAIT_BUYER_PAY",
        "RSA", "RSA2", "rsa2", "MD5", "gbk", "GBK", "utf-8", "UTF-8", "utf-16", "2026-03-05 13:29:35", "2026-02-30 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999", "2026-03-05T13:29:35Z",
        "trade_status_sync", "dut_user_sign", "\u00c3\u0028", "\u00ed\u00a0\u0080", "\u00ff\u00fe", "\r\n", "%", "%25", "&", "=", "a&b=c", "a&total_amount=0.01", "<script>", "&quot;", "../../etc/passwd",
        AlipayPlatform.AppId, AlipayPlatform.SellerId, "2088000000000000", "2021000000000000",
    ];

    private static readonly string[] Names =
    [
        "total_amount", "trade_status", "trade_no", "out_trade_no", "seller_id", "app_id", "refund_fee", "gmt_refund", "gmt_payment", "notify_id", "notify_time", "notify_type",
        "sign", "sign_type", "charset", "alipay_cert_sn", "out_biz_no", "buyer_id", "buyer_open_id", "extra", "",
    ];

    /// <summary>One to three changes.</summary>
    public static void Apply(List<Field> fields, Dice dice)
    {
        var changes = dice.Chance(75) ? 1 : 1 + dice.Below(3);
        for (var i = 0; i < changes && fields.Count > 0; i++)
        {
            ApplyOne(fields, dice);
        }
    }

    /// <summary>
    /// Moves the border between fields without changing a byte of what is signed: a field's neighbour in the signed text becomes a part of its
    /// value, or a part of a value becomes a field.
    /// </summary>
    public static void MoveBorder(List<Field> fields, Dice dice)
    {
        fields.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var signed = Enumerable.Range(0, fields.Count).Where(i => fields[i].Value.Length > 0 && fields[i].Name is not ("sign" or "sign_type")).ToList();
        if (dice.Chance(30) && signed.FindIndex(i => fields[i].Value.Contains('&', StringComparison.Ordinal)) is var rich and >= 0)
        {
            dice.Note("split a value");
            var (name, value) = fields[signed[rich]];
            var cut = value.IndexOf('&', StringComparison.Ordinal);
            var rest = value[(cut + 1)..];
            var equals = rest.IndexOf('=', StringComparison.Ordinal);
            fields[signed[rich]] = new Field(name, value[..cut]);
            fields.Add(equals < 0 ? new Field(rest, "") : new Field(rest[..equals], rest[(equals + 1)..]));
            return;
        }

        var first = dice.Below(signed.Count - 1);
        var swallowed = 1 + dice.Below(Math.Min(3, signed.Count - 1 - first));
        dice.Note($"swallow {swallowed} after {fields[signed[first]].Name}");
        for (var i = 1; i <= swallowed; i++)
        {
            var (name, value) = fields[signed[first + i]];
            fields[signed[first]] = new Field(fields[signed[first]].Name, $"{fields[signed[first]].Value}&{name}={value}");
            fields[signed[first + i]] = new Field($"gone_{i}", "");
        }
    }

    /// <summary>Changes that mean nothing: order, and fields without a value.</summary>
    public static void ApplyHarmless(List<Field> fields, Dice dice)
    {
        dice.Note("harmless form");
        for (var i = fields.Count - 1; i > 0; i--)
        {
            var j = dice.Below(i + 1);
            (fields[i], fields[j]) = (fields[j], fields[i]);
        }

        fields.Insert(dice.Below(fields.Count + 1), new Field("added_in_2027", ""));
    }

    private static void ApplyOne(List<Field> fields, Dice dice)
    {
        var at = dice.Below(fields.Count);
        var (name, value) = fields[at];
        switch (dice.Below(12))
        {
            case 0:
                dice.Note($"drop {name}");
                fields.RemoveAt(at);
                break;
            case 1:
                dice.Note($"repeat {name}");
                fields.Insert(dice.Below(fields.Count + 1), dice.Chance(50) ? fields[at] : new Field(name, dice.Pick(Values)));
                break;
            case 2:
                dice.Note($"rename {name}");
                fields[at] = new Field(dice.Chance(50) ? dice.Pick(Names) : name + dice.Pick([" ", "[]", "\0", "&", "=x", "\u00c3\u00a9"]), value);
                break;
            case 3:
                dice.Note("add");
                fields.Insert(dice.Below(fields.Count + 1), new Field(dice.Pick(Names), dice.Pick(Values)));
                break;
            case 4:
                dice.Note($"value of another field in {name}");
                fields[at] = new Field(name, OtherValue(fields, dice));
                break;
            case 5:
                dice.Note($"long {name}");
                fields[at] = new Field(name, new string('9', dice.Chance(97) ? 1 + dice.Below(300) : 1 + dice.Below(20_000)));
                break;
            case 6:
                dice.Note("many fields");
                fields.AddRange(Enumerable.Range(0, dice.Chance(80) ? 1 + dice.Below(20) : 100 + dice.Below(200)).Select(i => new Field($"f{i}", "x")));
                break;
            case 7 or 8:
                dice.Note($"change {name}");
                fields[at] = new Field(name, ChangeCharacter(value, dice));
                break;
            default:
                dice.Note($"hostile {name}");
                fields[at] = new Field(name, dice.Pick(Values));
                break;
        }
    }

    // A payer's identity in a merchant's place would be shown as the merchant's, and prove nothing.
    private static string OtherValue(List<Field> fields, Dice dice)
    {
        var other = dice.Pick(fields);
        return other.Name.StartsWith("buyer_", StringComparison.Ordinal) ? "2088000000000000" : other.Value;
    }

    private static string ChangeCharacter(string value, Dice dice)
    {
        var at = dice.Below(value.Length + 1);
        return dice.Below(3) switch
        {
            0 => value.Insert(at, ((char)dice.Byte()).ToString()),
            1 when at < value.Length => value.Remove(at, 1),
            _ when at < value.Length => $"{value.AsSpan(0, at)}{(char)(char.IsAsciiDigit(value[at]) ? '0' + dice.Below(10) : dice.Byte())}{value.AsSpan(at + 1)}",
            _ => value + value,
        };
    }
}
