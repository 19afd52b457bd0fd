using System.Text;
using Microsoft.Extensions.Primitives;
using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 2: a callback is proof only when it is the channel's own, byte for byte.</summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelNotificationConformance<TFixture> : ChannelConformance<TFixture>
    where TFixture : ChannelFixture, new()
{
    private const int Places = 64;
    private const int Stride = 7919;

    [Fact]
    public async Task A_genuine_one_is_verified_with_every_field()
    {
        var before = TimeProvider.System.GetUtcNow();
        var (order, callback) = await GivenCallbackAsync();
        var told = Assert.IsType<ChannelNotification.Payment>(await VerifiedAsync(callback));

        Assert.False(string.IsNullOrWhiteSpace(told.NotificationId), "It has the channel's id.");
        Assert.Equal((order.AttemptNo, ChannelPaymentStatus.Succeeded, order.Amount), (told.Value.AttemptNo, told.Value.Status, told.Value.Amount));
        Assert.False(string.IsNullOrWhiteSpace(told.Value.ChannelTransactionId), "A paid one has the channel's number.");
        Assert.False(string.IsNullOrWhiteSpace(told.Value.ChannelStatus), "The channel's own word is kept.");
        Assert.NotNull(told.Value.PaidAt);
        Assert.InRange(told.Value.PaidAt.Value, before.AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    [Fact]
    public async Task It_says_what_a_query_says()
    {
        var (order, callback) = await GivenCallbackAsync();
        var told = Assert.IsType<ChannelNotification.Payment>(await VerifiedAsync(callback)).Value;
        var asked = Accepted(await Channel.QueryAsync(Reference(order), Cancellation));
        Assert.Equal((asked.AttemptNo, asked.Status, asked.Amount, asked.ChannelTransactionId), (told.AttemptNo, told.Status, told.Amount, told.ChannelTransactionId));
    }

    [Fact]
    public async Task Law05_a_replay_is_verified_and_says_the_same()
    {
        var (_, callback) = await GivenCallbackAsync();
        Assert.Equal(await VerifiedAsync(callback), await VerifiedAsync(callback));
    }

    [Fact]
    public async Task Law02_a_genuine_one_for_somebody_else_is_refused()
    {
        Assert.SkipUnless(Fixture.ReaddressNextCallback(), "The fake has no other merchant.");
        await GivenPaidAsync();
        var callback = await FirstCallbackAsync();
        var refused = Assert.IsType<NotificationReading.Refused>(await Channel.ReadNotificationAsync(callback, Cancellation));
        Assert.Contains(refused.Failure.Reason, (VerificationFailureReason[])[VerificationFailureReason.WrongMerchant, VerificationFailureReason.WrongApplication]);
    }

    [Fact]
    public async Task Names_of_headers_are_read_in_any_case()
    {
        var (_, callback) = await GivenCallbackAsync();
        var upper = Tamper.WithHeaders(callback, callback.Headers.Select(header => KeyValuePair.Create(header.Key.ToUpperInvariant(), header.Value)));
        Assert.Equal(await VerifiedAsync(callback), await VerifiedAsync(upper));
    }

    [Fact]
    public async Task Law02_one_bit_changed_anywhere_in_the_body_is_refused()
    {
        var (_, callback) = await GivenCallbackAsync();
        for (var i = 0; i < Places; i++)
        {
            await RefusedAsync(Tamper.WithBody(callback, Tamper.Bit(callback.Body, (i + 1) * Stride % callback.Body.Length)));
        }
    }

    [Fact]
    public async Task Law02_one_character_exchanged_anywhere_in_the_body_is_refused()
    {
        var (_, callback) = await GivenCallbackAsync();
        for (var i = 0; i < Places; i++)
        {
            await RefusedAsync(Tamper.WithBody(callback, Tamper.Character(callback.Body, i * callback.Body.Length / Places)));
        }
    }

    [Fact]
    public async Task A_body_cut_anywhere_is_refused()
    {
        var (_, callback) = await GivenCallbackAsync();
        for (var i = 0; i < Places; i++)
        {
            await RefusedAsync(Tamper.WithBody(callback, callback.Body[..(i * callback.Body.Length / Places)]));
        }

        await RefusedAsync(new NotificationRequest(callback.Body, callback.Headers, callback.ReceivedAt) { IsTruncated = true });
    }

    [Fact]
    public async Task A_body_with_something_added_is_refused()
    {
        var (_, callback) = await GivenCallbackAsync();
        byte[][] longer =
        [
            [.. callback.Body.Span, .. callback.Body.Span], [.. callback.Body.Span, (byte)'&', .. callback.Body.Span],
            [0xEF, 0xBB, 0xBF, .. callback.Body.Span], [.. callback.Body.Span, .. new byte[1 << 20]], [.. callback.Body.Span, .. "&x=1"u8],
        ];
        foreach (var body in longer)
        {
            await RefusedAsync(Tamper.WithBody(callback, body));
        }

        // A blank at the end may be read as a part of nothing, where the signature itself is the last thing in the body.
        await RefusedOrSameAsync(Tamper.WithBody(callback, (byte[])[.. callback.Body.Span, (byte)' ']), await VerifiedAsync(callback), "With a blank at the end");
    }

    [Fact]
    public async Task Law02_a_header_of_the_signature_missing_empty_changed_or_twice_is_refused()
    {
        var (_, callback) = await GivenCallbackAsync();
        foreach (var name in Fixture.SignatureHeaders)
        {
            var value = callback.GetHeader(name).ToString();
            Assert.NotEmpty(value);
            foreach (var values in (StringValues[])[default, "", " ", value + "x", new([value, "x"]), "\0", new string('1', 100_000)])
            {
                await RefusedAsync(Tamper.WithHeaders(callback, With(callback, name, values)));
            }
        }
    }

    [Fact]
    public async Task Any_header_missing_or_twice_is_refused_or_changes_nothing()
    {
        var (_, callback) = await GivenCallbackAsync();
        var genuine = await VerifiedAsync(callback);
        foreach (var (name, value) in callback.Headers)
        {
            foreach (var values in (StringValues[])[default, "", new([value, value]), new([value, "other"])])
            {
                await RefusedOrSameAsync(Tamper.WithHeaders(callback, With(callback, name, values)), genuine, $"Without a proper '{name}'");
            }
        }
    }

    [Fact]
    public async Task What_is_no_callback_at_all_is_refused()
    {
        var (_, callback) = await GivenCallbackAsync();
        var noise = Enumerable.Range(0, 512).Select(i => (byte)(i * Stride >> 3)).ToArray();
        string[] texts = ["", " ", "null", "[]", "{}", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "a=1&a=2", "&&&===", "%", "%zz=%", "sign=", new string('[', 100_000), new string('{', 5), new string('x', 1 << 20)];
        foreach (var body in texts.Select(Encoding.UTF8.GetBytes).Append(noise))
        {
            await RefusedAsync(Tamper.WithBody(callback, body));
            await RefusedAsync(new NotificationRequest(body, [], callback.ReceivedAt));
        }
    }

    [Theory]
    [InlineData(NotificationVerdict.Accepted, 200, 299)]
    [InlineData(NotificationVerdict.Refused, 400, 499)]
    [InlineData(NotificationVerdict.Mismatched, 400, 499)]
    [InlineData(NotificationVerdict.TryAgain, 500, 599)]
    public void A_verdict_has_its_words(NotificationVerdict verdict, int least, int most)
    {
        var reply = Channel.ReplyTo(verdict);
        Assert.InRange(reply.StatusCode, least, most);
        Assert.Equal(reply.Body.Length == 0, reply.ContentType is null);
        Assert.Equal(reply, Channel.ReplyTo(verdict));
    }

    [Fact]
    public void Only_what_was_taken_is_acknowledged()
    {
        var accepted = Channel.ReplyTo(NotificationVerdict.Accepted);
        Assert.All(Enum.GetValues<NotificationVerdict>().Where(verdict => verdict != NotificationVerdict.Accepted), verdict =>
            Assert.NotEqual((accepted.StatusCode, accepted.Body), (Channel.ReplyTo(verdict).StatusCode, Channel.ReplyTo(verdict).Body)));
    }

    private static IEnumerable<KeyValuePair<string, StringValues>> With(NotificationRequest request, string name, StringValues values) =>
        request.Headers.Where(header => !header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Concat(values.Count == 0 ? [] : [KeyValuePair.Create(name, values)]);

    private async Task RefusedOrSameAsync(NotificationRequest request, ChannelNotification genuine, string when)
    {
        var reading = await Channel.ReadNotificationAsync(request, Cancellation);
        Assert.True(reading is NotificationReading.Refused || ((NotificationReading.Verified)reading).Notification == genuine, $"{when} it says something else.");
    }

    private async Task RefusedAsync(NotificationRequest request)
    {
        var refused = Assert.IsType<NotificationReading.Refused>(await Channel.ReadNotificationAsync(request, Cancellation));
        Assert.False(string.IsNullOrWhiteSpace(refused.Failure.Detail), "A refusal says why.");
    }
}
