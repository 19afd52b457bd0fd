using System.Globalization;
using System.Security.Cryptography;
using Payments.Channels;
using Payments.Fuzz.Cases;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.Mutations;
using Payments.Fuzz.Oracles;

namespace Payments.Fuzz.WeChat;

/// <summary>Mutated callbacks for a WeChat Pay account.</summary>
internal sealed class WeChatTarget : FuzzTarget
{
    private const string Nonce = "EcY6zPDcqMsbyeHrDkFSBqPUVMBxEFhP";

    private static readonly HeaderMutations Headers = new(
    [
        WeChatPlatform.TimestampHeader, WeChatPlatform.NonceHeader, WeChatPlatform.SignatureHeader, WeChatPlatform.SerialHeader, "Wechatpay-Signature-Type",
    ]);

    private readonly WeChatPlatform _impostor;
    private readonly WeChatOracle _oracle;
    private readonly WeChatForgery _forgery;
    private readonly List<(WeChatSpecimen Specimen, Callback Callback)> _genuine;

    /// <param name="name">Tells the accounts apart in reports.</param>
    /// <param name="channel">The account.</param>
    /// <param name="platformKey">The key pair callbacks are signed with.</param>
    /// <param name="serial">What the account knows it by.</param>
    /// <param name="impostorKey">Somebody else's.</param>
    /// <param name="apiV3Key">The account's.</param>
    public WeChatTarget(string name, IPaymentChannel channel, RSA platformKey, string serial, RSA impostorKey, string apiV3Key)
    {
        Name = name;
        Channel = channel;
        var platform = new WeChatPlatform(platformKey, apiV3Key, serial);
        _impostor = new WeChatPlatform(impostorKey, apiV3Key, serial);
        _oracle = new WeChatOracle(platformKey, apiV3Key, serial);
        _forgery = new WeChatForgery(platform, Nonce);
        _genuine = [.. WeChatSpecimen.All.Select(specimen => (specimen, platform.Send(specimen.BodyBy(platform), Now, Nonce)))];
        Secrets = [apiV3Key, WeChatSpecimen.OpenId];
    }

    public override string Name { get; }

    public override IPaymentChannel Channel { get; }

    public override IReadOnlyList<string> Secrets { get; }

    public override FuzzCase Make(Dice dice)
    {
        var (specimen, callback) = dice.Pick(_genuine);
        return dice.Below(100) switch
        {
            < 1 => new FuzzCase(callback, Expectation.Verified),
            < 4 => HarmlessHeaders(callback, dice),
            < 36 => Bytes(callback, dice),
            < 60 => HeadersOnly(callback, dice),
            < 68 => Both(callback, dice),
            < 75 => Structure(callback, dice),
            < 79 => Border(callback, dice),
            < 80 => Cut(callback, dice),
            < 81 => ByImpostor(callback, dice),
            < 98 => _forgery.Make(specimen, dice),
            _ => SignedTwice(specimen, dice),
        };
    }

    public override string? Judge(FuzzCase fuzzCase, ChannelNotification notification)
    {
        try
        {
            if (!IsSigned(fuzzCase))
            {
                return $"it was verified as {notification}, although nobody signed these bytes";
            }

            var truth = _oracle.Read(fuzzCase.Callback, Now);
            return truth == WithoutWords(notification) ? null : $"it was read as {notification}, and what was signed tells {truth}";
        }
        catch (UntrustedException reason)
        {
            return $"it was verified as {notification}, although {reason.Message}";
        }
    }

    // Why a transfer failed is told in words of the library's own.
    private static ChannelNotification WithoutWords(ChannelNotification notification) => notification is ChannelNotification.Transfer told
        ? told with { Value = told.Value with { Error = null } }
        : notification;

    private static bool IsSame(Callback one, Callback other) =>
        WeChatOracle.Single(one, WeChatPlatform.TimestampHeader) == WeChatOracle.Single(other, WeChatPlatform.TimestampHeader)
        && WeChatOracle.Single(one, WeChatPlatform.NonceHeader) == WeChatOracle.Single(other, WeChatPlatform.NonceHeader)
        && one.Body.AsSpan().SequenceEqual(other.Body);

    private static FuzzCase HarmlessHeaders(Callback callback, Dice dice)
    {
        var copy = callback.Copy();
        HeaderMutations.ApplyHarmless(copy.Headers, dice);
        return new FuzzCase(copy, Expectation.Verified);
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

    private FuzzCase Both(Callback callback, Dice dice)
    {
        var copy = callback.Copy();
        copy.Body = dice.Chance(20) ? dice.Pick(_genuine).Callback.Body : ByteMutations.Apply(copy.Body, dice);
        Headers.Apply(copy.Headers, dice.Pick(_genuine).Callback.Headers, dice);
        return new FuzzCase(copy, Expectation.Lawful);
    }

    private static FuzzCase Structure(Callback callback, Dice dice)
    {
        var copy = callback.Copy();
        copy.Body = WeChatForgery.Encode(JsonMutations.Apply(WeChatForgery.Decode(copy.Body), dice));
        return new FuzzCase(copy, Expectation.Lawful);
    }

    /// <summary>Moves the borders between time, nonce and body without changing a byte of what is signed.</summary>
    private static FuzzCase Border(Callback callback, Dice dice)
    {
        dice.Note("moved border");
        var copy = callback.Copy();
        var timestamp = WeChatOracle.Single(callback, WeChatPlatform.TimestampHeader)!;
        var nonce = WeChatOracle.Single(callback, WeChatPlatform.NonceHeader)!;
        var feed = callback.Body.AsSpan().IndexOf((byte)'\n');
        if (feed >= 0 && dice.Chance(70))
        {
            copy.Body = callback.Body[(feed + 1)..];
            nonce += "\n" + WeChatForgery.Decode(callback.Body[..feed]);
        }
        else
        {
            copy.Body = WeChatForgery.Encode($"{nonce}\n{WeChatForgery.Decode(callback.Body)}");
            (timestamp, nonce) = dice.Chance(50) ? ("", timestamp) : (timestamp, "");
        }

        copy.Headers.RemoveAll(header => header.Key is WeChatPlatform.TimestampHeader or WeChatPlatform.NonceHeader);
        copy.Headers.Add(new(WeChatPlatform.TimestampHeader, timestamp));
        copy.Headers.Add(new(WeChatPlatform.NonceHeader, nonce));
        return new FuzzCase(copy, Expectation.Refused);
    }

    private static FuzzCase Cut(Callback callback, Dice dice)
    {
        dice.Note("cut by the host");
        var copy = callback.Copy();
        copy.IsTruncated = true;
        copy.Body = dice.Chance(50) ? copy.Body : copy.Body[..dice.Below(copy.Body.Length)];
        return new FuzzCase(copy, Expectation.Refused);
    }

    private FuzzCase ByImpostor(Callback callback, Dice dice)
    {
        dice.Note("signed with another key");
        return new FuzzCase(_impostor.Send(callback.Body, Now, dice.Next().ToString("x16", CultureInfo.InvariantCulture)), Expectation.Refused);
    }

    private FuzzCase SignedTwice(WeChatSpecimen specimen, Dice dice)
    {
        var (callback, _, signed) = _forgery.Make(specimen, dice);
        dice.Note("changed again after signing");
        var copy = callback.Copy();
        if (dice.Chance(50))
        {
            copy.Body = ByteMutations.Apply(copy.Body, dice);
        }
        else
        {
            Headers.Apply(copy.Headers, dice.Pick(_genuine).Callback.Headers, dice);
        }

        return new FuzzCase(copy, Expectation.Lawful, signed);
    }

    private bool IsSigned(FuzzCase fuzzCase) =>
        (fuzzCase.Signed is { } own && IsSame(own, fuzzCase.Callback)) || _genuine.Exists(item => IsSame(item.Callback, fuzzCase.Callback));
}
