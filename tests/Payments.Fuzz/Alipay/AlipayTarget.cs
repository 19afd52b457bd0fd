using System.Security.Cryptography;
using Payments.Channels;
using Payments.Fuzz.Cases;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.Mutations;
using Payments.Fuzz.Oracles;

namespace Payments.Fuzz.Alipay;

/// <summary>Mutated callbacks for an Alipay account in public-key mode.</summary>
internal sealed class AlipayTarget : FuzzTarget
{
    private static readonly HeaderMutations Headers = new(["Content-Type", "Host"]);

    private readonly AlipayPlatform _platform;
    private readonly AlipayPlatform _impostor;
    private readonly AlipayOracle _oracle;
    private readonly List<(AlipaySpecimen Specimen, List<Field> Fields, Callback Callback)> _genuine;
    private readonly Dictionary<string, ChannelNotification> _truths;

    public AlipayTarget(IPaymentChannel channel, RSA platformKey, RSA impostorKey)
    {
        Channel = channel;
        _platform = new AlipayPlatform(platformKey);
        _impostor = new AlipayPlatform(impostorKey);
        _oracle = new AlipayOracle(platformKey);
        _genuine = [.. AlipaySpecimen.All.Select(Sign)];
        _truths = _genuine.ToDictionary(
            item => AlipayPlatform.Message(item.Fields, item.Specimen.KeepsType),
            item => AlipayOracle.Tell(item.Fields, Now),
            StringComparer.Ordinal);
    }

    public override string Name => "alipay";

    public override IPaymentChannel Channel { get; }

    public override IReadOnlyList<string> Secrets { get; } = [AlipaySpecimen.BuyerId, AlipaySpecimen.BuyerOpenId, AlipaySpecimen.BuyerLogonId];

    public override FuzzCase Make(Dice dice)
    {
        var (specimen, fields, callback) = dice.Pick(_genuine);
        return dice.Below(100) switch
        {
            < 1 => new FuzzCase(callback, Trusted(specimen)),
            < 4 => Harmless(specimen, fields, callback, dice),
            < 38 => Bytes(callback, dice),
            < 42 => HeadersOnly(callback, dice),
            < 66 => Form(fields, dice),
            < 76 => Borders(fields, dice),
            < 80 => Styled(fields, dice),
            < 81 => Cut(callback, dice),
            < 83 => SignedHarmless(specimen, dice),
            < 97 => SignedForm(specimen, dice),
            < 98 => SignedBytes(specimen, dice),
            < 99 => ByImpostor(specimen, dice),
            _ => SignedTwice(specimen, dice),
        };
    }

    public override string? Judge(FuzzCase fuzzCase, ChannelNotification notification)
    {
        try
        {
            var fields = AlipayOracle.FieldsOf(fuzzCase.Callback);
            var truth = TruthOf(_oracle.SignedText(fields), fuzzCase);
            return truth == notification ? null : $"it was read as {notification}, and what was signed tells {truth}";
        }
        catch (UntrustedException reason)
        {
            return $"it was verified as {notification}, although {reason.Message}";
        }
    }

    private ChannelNotification TruthOf(string signedText, FuzzCase fuzzCase)
    {
        if (_truths.TryGetValue(signedText, out var genuine))
        {
            return genuine;
        }

        // What was signed may itself hold a field twice, where that matters to nobody.
        var own = fuzzCase.Signed is null ? [] : FormText.Read(fuzzCase.Signed.Body)!;
        return fuzzCase.Signed is not null && _oracle.SignedText(own) == signedText
            ? AlipayOracle.Tell(own, Now)
            : throw new UntrustedException("nobody signed this text");
    }

    private (AlipaySpecimen Specimen, List<Field> Fields, Callback Callback) Sign(AlipaySpecimen specimen)
    {
        var fields = _platform.Signed([.. specimen.Fields], specimen.KeepsType);
        return (specimen, fields, AlipayPlatform.Send(FormText.Write(fields)));
    }

    private static Expectation Trusted(AlipaySpecimen specimen) => specimen.IsAmbiguous ? Expectation.Lawful : Expectation.Verified;

    private static FuzzCase Harmless(AlipaySpecimen specimen, List<Field> fields, Callback callback, Dice dice)
    {
        var copy = new List<Field>(fields);
        FormMutations.ApplyHarmless(copy, dice);
        var changed = callback.Copy();
        changed.Body = FormText.Write(copy, (EscapeStyle)dice.Below(4));
        HeaderMutations.ApplyHarmless(changed.Headers, dice);
        return new FuzzCase(changed, Trusted(specimen));
    }

    private static FuzzCase Bytes(Callback callback, Dice dice)
    {
        var copy = callback.Copy();
        copy.Body = ByteMutations.Apply(copy.Body, dice);
        return new FuzzCase(copy, Expectation.Lawful);
    }

    private FuzzCase HeadersOnly(Callback callback, Dice dice)
    {
        var copy = callback.Copy();
        Headers.Apply(copy.Headers, dice.Pick(_genuine).Callback.Headers, dice);
        return new FuzzCase(copy, Expectation.Lawful);
    }

    private static FuzzCase Form(List<Field> fields, Dice dice)
    {
        var copy = new List<Field>(fields);
        FormMutations.Apply(copy, dice);
        return new FuzzCase(AlipayPlatform.Send(FormText.Write(copy, (EscapeStyle)dice.Below(4))), Expectation.Lawful);
    }

    private static FuzzCase Borders(List<Field> fields, Dice dice)
    {
        var copy = new List<Field>(fields);
        FormMutations.MoveBorder(copy, dice);
        if (dice.Chance(20))
        {
            FormMutations.MoveBorder(copy, dice);
        }

        return new FuzzCase(AlipayPlatform.Send(FormText.Write(copy)), Expectation.Lawful);
    }

    private static FuzzCase Styled(List<Field> fields, Dice dice)
    {
        dice.Note("bytes of an unusual form");
        var body = FormText.Write(fields, (EscapeStyle)(1 + dice.Below(3)));
        return new FuzzCase(AlipayPlatform.Send(ByteMutations.Apply(body, dice)), Expectation.Lawful);
    }

    private static FuzzCase Cut(Callback callback, Dice dice)
    {
        dice.Note("cut by the host");
        var copy = callback.Copy();
        copy.IsTruncated = true;
        copy.Body = dice.Chance(50) ? copy.Body : copy.Body[..dice.Below(copy.Body.Length)];
        return new FuzzCase(copy, Expectation.Refused);
    }

    private FuzzCase SignedHarmless(AlipaySpecimen specimen, Dice dice)
    {
        var fields = new List<Field>(specimen.Fields) { Field.OfText("added_in_2028", "100% ✓ <&=\"'>") };
        FormMutations.ApplyHarmless(fields, dice);
        dice.Note("signed again");
        var callback = AlipayPlatform.Send(FormText.Write(_platform.Signed(fields, specimen.KeepsType), (EscapeStyle)dice.Below(4)));
        return new FuzzCase(callback, Trusted(specimen), callback);
    }

    private FuzzCase SignedForm(AlipaySpecimen specimen, Dice dice)
    {
        var fields = new List<Field>(specimen.Fields);
        FormMutations.Apply(fields, dice);
        dice.Note("signed again");
        var signed = AlipayPlatform.Send(FormText.Write(_platform.Signed(fields, specimen.KeepsType ^ dice.Chance(10))));
        return new FuzzCase(signed, Expectation.Lawful, signed);
    }

    private FuzzCase SignedBytes(AlipaySpecimen specimen, Dice dice)
    {
        var body = ByteMutations.Apply(FormText.Write(specimen.Fields), dice);
        dice.Note("signed again");
        var fields = (FormText.Read(body) ?? []).Where(field => field.Name != "sign").ToList();
        var signature = FormText.Write([new Field("sign", _platform.Sign(fields, specimen.KeepsType))]);
        var signed = AlipayPlatform.Send([.. body, (byte)'&', .. signature]);
        return new FuzzCase(signed, Expectation.Lawful, signed);
    }

    private FuzzCase ByImpostor(AlipaySpecimen specimen, Dice dice)
    {
        dice.Note("signed with another key");
        return new FuzzCase(AlipayPlatform.Send(FormText.Write(_impostor.Signed([.. specimen.Fields], specimen.KeepsType))), Expectation.Refused);
    }

    private FuzzCase SignedTwice(AlipaySpecimen specimen, Dice dice)
    {
        dice.Note("changed again after signing");
        var fields = new List<Field>(specimen.Fields);
        FormMutations.Apply(fields, dice);
        fields = _platform.Signed(fields, specimen.KeepsType);
        var signed = AlipayPlatform.Send(FormText.Write(fields));
        FormMutations.MoveBorder(fields, dice);
        return new FuzzCase(AlipayPlatform.Send(FormText.Write(fields)), Expectation.Lawful, signed);
    }
}
