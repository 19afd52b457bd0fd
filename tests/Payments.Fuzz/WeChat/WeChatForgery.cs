using System.Globalization;
using System.Text;
using Payments.Fuzz.Cases;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.Mutations;

namespace Payments.Fuzz.WeChat;

/// <summary>What the platform would have to say to hurt us: changed content, sealed and signed with the right keys, so that the reader behind the signature is reached.</summary>
internal sealed class WeChatForgery(WeChatPlatform platform, string nonce)
{
    private static readonly string[] Nonces = ["", "fdasflkja48", "fdasflkja4844", "0123456789abcdef", "\0\0\0\0\0\0\0\0\0\0\0\0", "中文中文", "fdasflkja485"];
    private static readonly string[] AssociatedData = ["", "refund", "Transaction", "transaction ", "certificate", "中", "\0"];

    // Lone surrogates become '?' and never throw: the point is that bytes come out.
    private static readonly UTF8Encoding Lenient = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public static byte[] Encode(string text) => Lenient.GetBytes(text);

    public static string Decode(byte[] bytes) => Lenient.GetString(bytes);

    public FuzzCase Make(WeChatSpecimen specimen, Dice dice) => dice.Below(17) switch
    {
        < 3 => Harmless(specimen, dice),
        < 8 => Content(specimen, dice),
        < 11 => Envelope(specimen, dice),
        < 13 => Seal(specimen, dice),
        < 15 => Bytes(specimen, dice),
        _ => AtAnotherTime(specimen, dice),
    };

    private FuzzCase Harmless(WeChatSpecimen specimen, Dice dice)
    {
        var content = JsonMutations.ApplyHarmless(specimen.Plaintext, dice);
        var envelope = JsonMutations.ApplyHarmless(specimen.EnvelopeOf(SealOf(specimen, Encode(content))), dice);
        return Send(Encode(envelope), dice, Expectation.Verified);
    }

    private FuzzCase Content(WeChatSpecimen specimen, Dice dice)
    {
        dice.Note("content");
        var content = JsonMutations.Apply(specimen.Plaintext, dice);
        return Send(Encode(specimen.EnvelopeOf(SealOf(specimen, Encode(content)))), dice);
    }

    private FuzzCase Envelope(WeChatSpecimen specimen, Dice dice)
    {
        dice.Note("envelope");
        var envelope = JsonMutations.Apply(specimen.EnvelopeOf(SealOf(specimen, Encode(specimen.Plaintext))), dice);
        return Send(Encode(envelope), dice);
    }

    /// <summary>Everything about the seal: nonce, associated data, tag, ciphertext, its Base64, another callback's content.</summary>
    private FuzzCase Seal(WeChatSpecimen specimen, Dice dice)
    {
        var ciphertext = SealOf(specimen, Encode(specimen.Plaintext));
        var what = dice.Below(7);
        dice.Note($"seal {what}");
        var envelope = what switch
        {
            0 => (specimen with { Nonce = dice.Pick(Nonces) }).EnvelopeOf(ciphertext),
            1 => (specimen with { AssociatedData = dice.Pick(AssociatedData) }).EnvelopeOf(ciphertext),
            2 => specimen.EnvelopeOf(Convert.ToBase64String(ByteMutations.Apply(Convert.FromBase64String(ciphertext), dice))),
            3 => specimen.EnvelopeOf(ciphertext[..dice.Below(ciphertext.Length)]),
            4 => specimen.EnvelopeOf(ciphertext.Insert(dice.Below(ciphertext.Length), dice.Pick(["=", "==", " ", "\\n", "-", "_", "*", "\\u003d", "A", "AAAA"]))),
            5 => specimen.EnvelopeOf(SealOf(specimen, Encode(dice.Pick(WeChatSpecimen.All).Plaintext))),
            _ => (specimen with { EventType = dice.Pick(WeChatSpecimen.All).EventType }).EnvelopeOf(ciphertext),
        };
        return Send(Encode(envelope), dice);
    }

    private FuzzCase Bytes(WeChatSpecimen specimen, Dice dice)
    {
        var content = Encode(specimen.Plaintext);
        if (dice.Chance(50))
        {
            dice.Note("bytes of the content");
            content = dice.Chance(70) ? ByteMutations.Apply(content, dice) : ByteMutations.PoisonAfter(content, dice.Pick(["\"trade_state\":\"", "\"openid\":\"", "\"out_trade_no\":\"", "{"]), dice);
            return Send(Encode(specimen.EnvelopeOf(SealOf(specimen, content))), dice);
        }

        dice.Note("bytes of the envelope");
        var body = Encode(specimen.EnvelopeOf(SealOf(specimen, content)));
        return Send(dice.Chance(70) ? ByteMutations.Apply(body, dice) : ByteMutations.PoisonAfter(body, dice.Pick(["\"id\":\"", "\"event_type\":\"", "\"nonce\":\"", "{"]), dice), dice);
    }

    private FuzzCase AtAnotherTime(WeChatSpecimen specimen, Dice dice)
    {
        var seconds = dice.Pick([-299, 299, -300, 300, -301, 301, -86_400, 86_400, -1_000_000_000, int.MaxValue]);
        dice.Note(string.Create(CultureInfo.InvariantCulture, $"signed {seconds} s from now"));
        var signed = platform.Send(Encode(specimen.EnvelopeOf(SealOf(specimen, Encode(specimen.Plaintext)))), FuzzTarget.Now.AddSeconds(seconds), nonce);
        return new FuzzCase(signed, Math.Abs(seconds) < 300 ? Expectation.Verified : Expectation.Refused, signed);
    }

    private string SealOf(WeChatSpecimen specimen, byte[] content) => platform.Seal(content, Encode(specimen.Nonce), Encode(specimen.AssociatedData));

    private FuzzCase Send(byte[] body, Dice dice, Expectation expectation = Expectation.Lawful)
    {
        dice.Note("signed again");
        var signed = platform.Send(body, FuzzTarget.Now, nonce);
        return new FuzzCase(signed, expectation, signed);
    }
}
