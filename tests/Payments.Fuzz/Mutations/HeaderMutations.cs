using System.Globalization;
using Microsoft.Extensions.Primitives;
using Header = System.Collections.Generic.KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>;

namespace Payments.Fuzz.Mutations;

/// <summary>Changes to header lines.</summary>
/// <param name="names">The headers that matter to the channel.</param>
internal sealed class HeaderMutations(IReadOnlyList<string> names)
{
    private static readonly string[] Values =
    [
        "", " ", "\t", "0", "-1", "1", "99999999999999999999", "9223372036854775807", "+1741152575", "1741152575.0", "0x67c7f0ff", "١٧٤١", "NaN", "null",
        "WECHATPAY/SIGNTEST/", "WECHATPAY/SIGNTEST/aGVsbG8=", "====", "A", "AA==", "AAAA", "!@#$", "\0", "\n", "a\r\nb", "\uFEFF", "\uD800", "😀", "..", "%00",
        "WECHATPAY2-SM2-WITH-SM3", "application/json; charset=gbk", "text/plain", "PUB_KEY_ID_", "PUB_KEY_ID_0114232134912410000000000001", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
    ];

    /// <summary>One to three changes; <paramref name="others"/> are headers of other genuine callbacks.</summary>
    public void Apply(List<Header> headers, IReadOnlyList<Header> others, Dice dice)
    {
        var changes = dice.Chance(75) ? 1 : 1 + dice.Below(3);
        for (var i = 0; i < changes; i++)
        {
            ApplyOne(headers, others, dice);
        }
    }

    /// <summary>Changes that mean nothing: order, case of names, headers that do not matter.</summary>
    public static void ApplyHarmless(List<Header> headers, Dice dice)
    {
        dice.Note("harmless headers");
        for (var i = headers.Count - 1; i > 0; i--)
        {
            var j = dice.Below(i + 1);
            (headers[i], headers[j]) = (headers[j], headers[i]);
        }

        for (var i = 0; i < headers.Count; i++)
        {
            if (dice.Chance(30))
            {
                headers[i] = new(OtherCase(headers[i].Key, dice), headers[i].Value);
            }
        }

        headers.Insert(dice.Below(headers.Count + 1), new("X-Request-Id", dice.Next().ToString("x", CultureInfo.InvariantCulture)));
    }

    private static string OtherCase(string name, Dice dice) => dice.Chance(50) ? name.ToLowerInvariant() : name.ToUpperInvariant();

    private static string FlipBit(string value, Dice dice)
    {
        if (value.Length == 0)
        {
            return "x";
        }

        var characters = value.ToCharArray();
        characters[dice.Below(characters.Length)] ^= (char)(1 << dice.Below(7));
        return new string(characters);
    }

    private static string Cut(string value, Dice dice) => value[..dice.Below(value.Length + 1)];

    private void ApplyOne(List<Header> headers, IReadOnlyList<Header> others, Dice dice)
    {
        var name = dice.Pick(names);
        var at = headers.FindIndex(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            dice.Note($"add {name}");
            headers.Add(new(name, dice.Pick(Values)));
            return;
        }

        var value = headers[at].Value.ToString();
        switch (dice.Below(12))
        {
            case 0: Drop(); break;
            case 1: Add("repeat", value); break;
            case 2: Add("repeat with another value", dice.Pick(Values)); break;
            case 3: Set("two values", new StringValues([value, dice.Chance(50) ? value : dice.Pick(Values)])); break;
            case 4: Set("no value", dice.Chance(50) ? StringValues.Empty : new StringValues([null])); break;
            case 5: Set("hostile value", dice.Pick(Values)); break;
            case 6: Set("flip", FlipBit(value, dice)); break;
            case 7: Set("cut", Cut(value, dice)); break;
            case 8: Set("pad", dice.Chance(50) ? value + dice.Pick(Values) : dice.Pick(Values) + value); break;
            case 9: Set("long", new string('A', dice.Chance(95) ? 200 + dice.Below(400) : 5_000 + dice.Below(5_000))); break;
            case 10: Set("value of another header", headers[dice.Below(headers.Count)].Value); break;
            default: Set("value of another callback", others.FirstOrDefault(header => header.Key == name).Value); break;
        }

        void Drop()
        {
            dice.Note($"drop {name}");
            headers.RemoveAt(at);
        }

        void Add(string what, string more)
        {
            dice.Note($"{what}: {name}");
            headers.Insert(dice.Below(headers.Count + 1), new(dice.Chance(50) ? name : OtherCase(name, dice), more));
        }

        void Set(string what, StringValues changed)
        {
            dice.Note($"{what}: {name}");
            headers[at] = new(name, changed);
        }
    }
}
