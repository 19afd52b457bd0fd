using System.Security.Cryptography;
using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 5: repeating a request under the same key has the effect and the answer of one.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class IdempotencyConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    private const string Key = "key-1";

    private static readonly DateTimeOffset LeaseEnd = Sample.Now.AddSeconds(30);

    /// <summary>Answers of every shape.</summary>
    public static TheoryData<int> AnswerLengths { get; } = [0, 1, 256, 100_000];

    [Fact]
    public async Task A_new_request_is_started()
    {
        var order = Sample.Order();
        Assert.IsType<BeginOrderResult.Started>(await BeginAsync(order));
        Same.Order(order, await FindAsync(order.OrderNo));
        Same.Event(Sample.Created(order), Assert.Single(await EventsAsync(order.OrderNo)));
    }

    [Fact]
    public async Task The_same_request_is_in_flight_until_the_last_tick_of_its_lease()
    {
        var first = Sample.Order("m-1");
        await BeginAsync(first);

        var result = await BeginAsync(Sample.Order("m-1"), now: LeaseEnd.AddTicks(-1));

        Assert.Equal(LeaseEnd, Assert.IsType<BeginOrderResult.InFlight>(result).LeaseUntil);
    }

    [Fact]
    public async Task The_same_request_resumes_the_order_as_it_stands_when_the_lease_ends()
    {
        var order = Sample.Order("m-1");
        await BeginAsync(order);
        var changed = await CommitAsync(Sample.Next(order, it => it with { Status = OrderStatus.Pending }));

        var result = await BeginAsync(Sample.Order("m-1"), now: LeaseEnd);

        Same.Order(changed, Assert.IsType<BeginOrderResult.Resumed>(result).Order);
    }

    [Fact]
    public async Task Resuming_leases_the_request_to_the_caller()
    {
        await BeginAsync(Sample.Order("m-1"));
        await BeginAsync(Sample.Order("m-1"), now: LeaseEnd);

        var result = await BeginAsync(Sample.Order("m-1"), now: LeaseEnd);

        Assert.Equal(LeaseEnd.AddSeconds(30), Assert.IsType<BeginOrderResult.InFlight>(result).LeaseUntil);
        Assert.IsType<BeginOrderResult.Resumed>(await BeginAsync(Sample.Order("m-1"), now: LeaseEnd.AddSeconds(30)));
    }

    [Fact]
    public async Task A_commit_without_an_answer_ends_the_lease()
    {
        var order = Sample.Order("m-1");
        await BeginAsync(order);
        await CommitAsync(Sample.Next(order, answer: new(order.MerchantId, Key, Answer: null)));

        Assert.IsType<BeginOrderResult.Resumed>(await BeginAsync(Sample.Order("m-1"), now: Sample.Now));
    }

    [Theory]
    [MemberData(nameof(AnswerLengths))]
    public async Task An_answer_comes_back_byte_for_byte(int length)
    {
        var answer = new byte[length];
        RandomNumberGenerator.Fill(answer);
        var order = Sample.Order("m-1");
        await BeginAsync(order);
        await CommitAsync(Sample.Next(order, answer: new(order.MerchantId, Key, answer)));

        foreach (var now in new[] { Sample.Now, LeaseEnd, Sample.Now.AddDays(400) })
        {
            var result = await BeginAsync(Sample.Order("m-1"), now: now);
            Assert.Equal(answer, Assert.IsType<BeginOrderResult.Answered>(result).Answer.ToArray());
        }
    }

    [Fact]
    public async Task Law05_an_answer_once_given_never_changes()
    {
        var order = Sample.Order("m-1");
        await BeginAsync(order);
        var next = await CommitAsync(Sample.Next(order, answer: new(order.MerchantId, Key, "first"u8.ToArray())));
        next = await CommitAsync(Sample.Next(next, answer: new(order.MerchantId, Key, "second"u8.ToArray())));
        await CommitAsync(Sample.Next(next, answer: new(order.MerchantId, Key, Answer: null)));

        var result = await BeginAsync(Sample.Order("m-1"), now: LeaseEnd);

        Assert.Equal("first"u8.ToArray(), Assert.IsType<BeginOrderResult.Answered>(result).Answer.ToArray());
    }

    [Fact]
    public async Task An_answer_for_a_record_that_is_gone_does_not_stop_the_change()
    {
        var order = Sample.Order("m-1");
        await BeginAsync(order);
        Assert.Equal(1, await Store.PurgeIdempotencyAsync(Sample.Now.AddDays(30), 10, Cancellation));

        var next = await CommitAsync(Sample.Next(order, answer: new(order.MerchantId, Key, "late"u8.ToArray())));

        Same.Order(next, await FindAsync(order.OrderNo));
    }

    [Fact]
    public async Task Another_request_under_the_key_is_refused_whatever_became_of_the_first()
    {
        var order = Sample.Order("m-1");
        await BeginAsync(order);
        await KeyIsReusedAsync(Sample.Now); // in flight
        await KeyIsReusedAsync(LeaseEnd); // resumable
        await CommitAsync(Sample.Next(order, answer: new(order.MerchantId, Key, "answer"u8.ToArray())));
        await KeyIsReusedAsync(Sample.Now); // answered

        async Task KeyIsReusedAsync(DateTimeOffset now)
        {
            var result = await BeginAsync(Sample.Order("m-2"), request: "another", now: now);
            Assert.Equal(order.OrderNo, Assert.IsType<BeginOrderResult.KeyReused>(result).OrderNo);
            Assert.Null(await Store.FindOrderAsync(order.MerchantId, "m-2", Cancellation));
        }
    }

    [Fact]
    public async Task A_key_reused_with_a_number_that_is_taken_too_is_a_reused_key()
    {
        var first = Sample.Order("m-1");
        await BeginAsync(first);
        await GivenOrderAsync(Sample.Order("m-2"), key: "key-2");

        var result = await BeginAsync(Sample.Order("m-2"), request: "another");

        Assert.Equal(first.OrderNo, Assert.IsType<BeginOrderResult.KeyReused>(result).OrderNo);
    }

    [Fact]
    public async Task Fingerprints_are_compared_to_the_last_byte()
    {
        var order = Sample.Order("m-1");
        var begin = Sample.Begin(order, Key);
        await Store.BeginOrderAsync(begin, Cancellation);
        var other = begin.Fingerprint.ToArray();
        other[31] ^= 1;

        Assert.IsType<BeginOrderResult.KeyReused>(await Store.BeginOrderAsync(begin with { Fingerprint = other }, Cancellation));
    }

    [Fact]
    public async Task A_number_taken_under_another_key_is_refused_and_the_key_stays_free()
    {
        var first = Sample.Order("m-1");
        await BeginAsync(first);

        var refused = Sample.Order("m-1");
        var result = await Store.BeginOrderAsync(Sample.Begin(refused, "key-2"), Cancellation);

        Assert.Equal(first.OrderNo, Assert.IsType<BeginOrderResult.MerchantOrderNoTaken>(result).OrderNo);
        Assert.Null(await Store.FindOrderAsync(refused.OrderNo, Cancellation));
        Assert.Empty(await EventsAsync(refused.OrderNo));
        Same.Order(first, await FindAsync(first.OrderNo));
        Assert.IsType<BeginOrderResult.Started>(await Store.BeginOrderAsync(Sample.Begin(Sample.Order("m-2"), "key-2", request: "another"), Cancellation));
    }

    [Fact]
    public async Task Keys_and_numbers_belong_to_their_merchant()
    {
        Assert.IsType<BeginOrderResult.Started>(await BeginAsync(Sample.Order("m-1", merchantId: "one")));
        Assert.IsType<BeginOrderResult.Started>(await BeginAsync(Sample.Order("m-1", merchantId: "two"), request: "another"));
        Assert.Equal("two", (await Store.FindOrderAsync("two", "m-1", Cancellation))?.MerchantId);
    }

    [Fact]
    public async Task An_answer_belongs_to_its_merchant_and_key()
    {
        var one = Sample.Order("m-1", merchantId: "one");
        var two = Sample.Order("m-1", merchantId: "two");
        await BeginAsync(one);
        await BeginAsync(two);
        await CommitAsync(Sample.Next(one, answer: new("one", Key, "answer"u8.ToArray())));

        Assert.IsType<BeginOrderResult.InFlight>(await BeginAsync(Sample.Order("m-1", merchantId: "two")));
    }

    [Fact]
    public async Task A_refused_repetition_writes_nothing()
    {
        var first = Sample.Order("m-1");
        await BeginAsync(first);
        var repeated = Sample.Order("m-1");
        await BeginAsync(repeated);
        await BeginAsync(repeated, now: LeaseEnd);

        Assert.Null(await Store.FindOrderAsync(repeated.OrderNo, Cancellation));
        Assert.Empty(await EventsAsync(repeated.OrderNo));
        Assert.Single(await EventsAsync(first.OrderNo));
    }

    [Fact]
    public async Task Law05_a_thousand_concurrent_repetitions_make_one_order()
    {
        var results = await AtOnceAsync(1_000, async _ => await BeginAsync(Sample.Order("m-1")));

        Assert.Single(results, result => result is BeginOrderResult.Started);
        Assert.Equal(999, results.Count(result => result is BeginOrderResult.InFlight));
        Assert.Single(await Store.ClaimEventsAsync(new("node", 1_000, Sample.Now, LeaseEnd), Cancellation));
    }

    [Fact]
    public async Task A_hundred_concurrent_keys_for_one_number_make_one_order()
    {
        var results = await AtOnceAsync(100, async i => await Store.BeginOrderAsync(Sample.Begin(Sample.Order("m-1"), $"key-{i}"), Cancellation));

        Assert.Single(results, result => result is BeginOrderResult.Started);
        var winner = (await Store.FindOrderAsync(Merchants.Default, "m-1", Cancellation))?.OrderNo;
        Assert.Equal(99, results.OfType<BeginOrderResult.MerchantOrderNoTaken>().Count(taken => taken.OrderNo == winner));
    }

    [Fact]
    public async Task A_lease_that_ended_is_resumed_by_one_of_many()
    {
        await BeginAsync(Sample.Order("m-1"));
        var results = await AtOnceAsync(100, async _ => await BeginAsync(Sample.Order("m-1"), now: LeaseEnd));

        Assert.Single(results, result => result is BeginOrderResult.Resumed);
        Assert.Equal(99, results.Count(result => result is BeginOrderResult.InFlight));
    }

    [Fact]
    public async Task Records_are_purged_when_their_time_is_over_and_not_before()
    {
        await BeginAsync(Sample.Order("m-1"));
        var end = Sample.Now.AddDays(30);

        Assert.Equal(0, await Store.PurgeIdempotencyAsync(end.AddTicks(-1), 10, Cancellation));
        Assert.IsType<BeginOrderResult.InFlight>(await BeginAsync(Sample.Order("m-1")));
        Assert.Equal(1, await Store.PurgeIdempotencyAsync(end, 10, Cancellation));
        Assert.Equal(0, await Store.PurgeIdempotencyAsync(end, 10, Cancellation));
    }

    [Fact]
    public async Task Law01_a_purged_key_cannot_make_the_order_again()
    {
        var order = Sample.Order("m-1");
        await BeginAsync(order);
        await Store.PurgeIdempotencyAsync(Sample.Now.AddDays(30), 10, Cancellation);

        var result = await BeginAsync(Sample.Order("m-1"));

        Assert.Equal(order.OrderNo, Assert.IsType<BeginOrderResult.MerchantOrderNoTaken>(result).OrderNo);
    }

    [Fact]
    public async Task A_purge_is_bounded()
    {
        for (var i = 0; i < 5; i++)
        {
            await GivenOrderAsync();
        }

        var end = Sample.Now.AddDays(30);
        Assert.Equal(2, await Store.PurgeIdempotencyAsync(end, 2, Cancellation));
        Assert.Equal(3, await Store.PurgeIdempotencyAsync(end, 100, Cancellation));
    }

    private ValueTask<BeginOrderResult> BeginAsync(PaymentOrder order, string request = "request", DateTimeOffset? now = null) =>
        Store.BeginOrderAsync(Sample.Begin(order, Key, request, now), Cancellation);
}
