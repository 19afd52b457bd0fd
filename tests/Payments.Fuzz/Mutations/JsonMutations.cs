using System.Text;
using Payments.Fuzz.Oracles;

namespace Payments.Fuzz.Mutations;

/// <summary>Changes to JSON that keep it JSON, or nearly.</summary>
internal static class JsonMutations
{
    private static readonly string[] Tokens =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "100", "100.0", "1e2", "1E+2", "10000000000000000000e-17", "0.1", "1e999", "-1e999", "1e-999",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "123456789012345678901234567890123456789012345678901234567890",
        "\"\"", "\" \"", "\"100\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\uFEFF\"", "\"SUCCESS\"", "\"success\"", "\"CNY\"", "\"USD\"", "\"XXX\"", "\"cny\"",
        "\"CLOSED\"", "\"REFUND\"", "\"ABNORMAL\"", "\"TRANSACTION.SUCCESS\"", "\"REFUND.SUCCESS\"", "\"2026-13-45T99:99:99Z\"", "\"2026-03-05T13:29:35+08:00\"", "\"0001-01-01T00:00:00+14:00\"",
        "[]", "{}", "[[]]", "{\"total\":1}", "[{\"total\":1}]", "01", "+1", ".5", "1.", "0x10", "NaN", "Infinity", "nul", "'x'", "\"\\x41\"", "\"\n\"", "\"\\u12\"", "",
    ];

    private static readonly string[] Tails = [" ", "\n", "\t\r\n ", "x", "{}", "null", ",", "]", "}", "//", "/* */", "\0", "\uFEFF"];

    private static readonly Action<JsonTree.Object, int, Dice>[] All =
    [
        Repeat, RepeatWithOther, RepeatWithOther, Drop, Rename, Hostile, Hostile, Hostile, Hostile, Nest, Wrap, Swap, Alter, Alter, Alter, Unknown,
    ];

    /// <summary>One to three changes to the tree; the text may then be broken too.</summary>
    public static string Apply(string json, Dice dice)
    {
        if (JsonReading.Parse(json) is not JsonTree.Object root)
        {
            throw new InvalidOperationException("The specimen is no JSON object.");
        }

        var changes = dice.Chance(75) ? 1 : 1 + dice.Below(3);
        for (var i = 0; i < changes && root.Members.Count > 0; i++)
        {
            var (parent, index) = PickMember(root, dice);
            var mutation = dice.Pick(All);
            dice.Note($"{mutation.Method.Name} {parent.Members[index].Name}");
            mutation(parent, index, dice);
        }

        return dice.Chance(92) ? root.ToString() : Break(root.ToString(), dice);
    }

    /// <summary>Changes that mean nothing: white space, order, escapes, members nobody knows.</summary>
    public static string ApplyHarmless(string json, Dice dice)
    {
        dice.Note("harmless JSON");
        var root = (JsonTree.Object)JsonReading.Parse(json)!;
        for (var i = root.Members.Count - 1; i > 0; i--)
        {
            var j = dice.Below(i + 1);
            (root.Members[i], root.Members[j]) = (root.Members[j], root.Members[i]);
        }

        root.Members.Insert(dice.Below(root.Members.Count + 1), ("\"added_in_2027\"", new JsonTree.Token("\"x\\u4e2d\"")));
        root.Members.Insert(dice.Below(root.Members.Count + 1), ("\"added_too\"", JsonReading.Parse("{\"a\":[1,{\"b\":null}],\"id\":\"not the id\"}")!));
        var (parent, index) = PickMember(root, dice);
        parent.Members[index] = (EscapeOne(parent.Members[index].Name, dice), parent.Members[index].Value);
        var text = root.ToString();
        return dice.Chance(50) ? text : " \r\n" + text.Replace("\":", "\" :\t", StringComparison.Ordinal) + "\n";
    }

    private static (JsonTree.Object Parent, int Index) PickMember(JsonTree.Object root, Dice dice)
    {
        var parent = root;
        var index = dice.Below(parent.Members.Count);
        while (parent.Members[index].Value is JsonTree.Object { Members.Count: > 0 } inner && dice.Chance(70))
        {
            parent = inner;
            index = dice.Below(parent.Members.Count);
        }

        return (parent, index);
    }

    private static void Repeat(JsonTree.Object parent, int index, Dice dice) =>
        parent.Members.Insert(dice.Below(parent.Members.Count + 1), dice.Chance(50) ? parent.Members[index] : (EscapeOne(parent.Members[index].Name, dice), parent.Members[index].Value));

    private static void RepeatWithOther(JsonTree.Object parent, int index, Dice dice)
    {
        var other = new JsonTree.Object([.. parent.Members]);
        Alter(other, index, dice);
        parent.Members.Insert(dice.Below(parent.Members.Count + 1), other.Members[index]);
    }

    private static void Drop(JsonTree.Object parent, int index, Dice dice) => parent.Members.RemoveAt(index);

    private static void Rename(JsonTree.Object parent, int index, Dice dice)
    {
        var (name, value) = parent.Members[index];
        var plain = name[1..^1];
        parent.Members[index] = ("\"" + dice.Below(6) switch
        {
            0 => plain.ToUpperInvariant(),
            1 => plain + " ",
            2 => plain + "\\u0000",
            3 => "sub_" + plain,
            4 => "sp_" + plain,
            _ => "",
        } + "\"", value);
    }

    private static void Hostile(JsonTree.Object parent, int index, Dice dice) => Put(parent, index, dice.Pick(Tokens));

    private static void Nest(JsonTree.Object parent, int index, Dice dice)
    {
        var depth = dice.Chance(90) ? 1 + dice.Below(40) : 1 + dice.Below(4_000);
        var inner = parent.Members[index].Value.ToString();
        Put(parent, index, dice.Chance(50)
            ? new string('[', depth) + inner + new string(']', depth)
            : new StringBuilder().Insert(0, "{\"a\":", depth).Append(inner).Append('}', depth).ToString());
    }

    private static void Wrap(JsonTree.Object parent, int index, Dice dice) =>
        Put(parent, index, dice.Chance(50) ? $"[{parent.Members[index].Value}]" : $"{{\"value\":{parent.Members[index].Value}}}");

    private static void Swap(JsonTree.Object parent, int index, Dice dice)
    {
        var other = dice.Below(parent.Members.Count);
        var (name, value) = parent.Members[index];
        parent.Members[index] = (name, parent.Members[other].Value);
        parent.Members[other] = (parent.Members[other].Name, value);
    }

    /// <summary>Another value of the same kind, often a perfectly good one.</summary>
    private static void Alter(JsonTree.Object parent, int index, Dice dice)
    {
        if (parent.Members[index].Value is not JsonTree.Token token)
        {
            Hostile(parent, index, dice);
        }
        else if (!token.IsString)
        {
            Put(parent, index, ((long)(dice.Next() >> (1 + dice.Below(63)))).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            var text = token.Text;
            var at = 1 + dice.Below(text.Length - 1);
            Put(parent, index, dice.Below(5) switch
            {
                0 => text.Length > 2 ? text.Remove(Math.Min(at, text.Length - 2), 1) : text,
                1 => text.Insert(at, ((char)(' ' + dice.Below(95))).ToString()),
                2 => text.Insert(at, dice.Pick(["\\u0041", "\\n", "\\/", "\\u0000", "\\ud83d", "中", "\\", "\u2028", "\u007f"])),
                3 => text.Insert(at, new string('x', dice.Chance(95) ? 1 + dice.Below(300) : 1 + dice.Below(8_000))),
                _ => EscapeOne(text, dice),
            });
        }
    }

    private static void Unknown(JsonTree.Object parent, int index, Dice dice) =>
        parent.Members.Insert(dice.Below(parent.Members.Count + 1), (dice.Pick(["\"x\"", "\"\"", "\"\\ud800\"", "\"total\"", "\"amount\"", "\"trade_state\"", "\"__proto__\""]), new JsonTree.Token(dice.Pick(Tokens))));

    private static void Put(JsonTree.Object parent, int index, string text) => parent.Members[index] = (parent.Members[index].Name, new JsonTree.Token(text));

    /// <summary>The same text, one of its characters written as an escape.</summary>
    private static string EscapeOne(string quoted, Dice dice)
    {
        var at = quoted.Length > 2 ? 1 + dice.Below(quoted.Length - 2) : -1;
        return at < 0 || quoted.Contains('\\', StringComparison.Ordinal)
            ? quoted
            : $"{quoted.AsSpan(0, at)}\\u{(int)quoted[at]:x4}{quoted.AsSpan(at + 1)}";
    }

    private static string Break(string text, Dice dice)
    {
        dice.Note("broken text");
        return dice.Below(7) switch
        {
            0 => text + dice.Pick(Tails),
            1 => dice.Pick(Tails) + text,
            2 => text + text,
            3 => $"[{text}]",
            4 => text.Insert(text.Length - 1, ","),
            5 => text.Insert(1, "/* x */"),
            _ => dice.Pick(Tokens),
        };
    }
}
