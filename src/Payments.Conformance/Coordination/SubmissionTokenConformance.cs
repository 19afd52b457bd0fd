using Payments.Coordination;
using Xunit;

namespace Payments.Conformance;

/// <summary>Submission tokens: one out for each payer and product, used up once.</summary>
/// <typeparam name="TFixture">Makes the provider's nodes.</typeparam>
public abstract class SubmissionTokenConformance<TFixture> : CoordinationConformance<TFixture>
    where TFixture : CoordinationFixture, new()
{
    [Fact]
    public async Task Every_node_gives_a_payer_the_same_token_for_a_product_until_it_is_used()
    {
        var subject = NewSubject();
        var tokens = await AtOnceAsync(40, async (node, _) => await node.Tokens.IssueAsync(subject, Cancellation));
        var token = Assert.Single(tokens.Distinct());

        Assert.Equal(SubmissionVerdict.Accepted, await ConsumeAsync(1, token, subject, "order-1"));
        var next = await Nodes[2].Tokens.IssueAsync(subject, Cancellation);
        Assert.NotEqual(token.Token, next.Token);
        Assert.Equal(SubmissionVerdict.Accepted, await ConsumeAsync(3, next, subject, "order-2"));
    }

    [Fact]
    public async Task Another_payer_product_or_merchant_has_another_token()
    {
        var subject = NewSubject();
        SubmissionSubject[] subjects = [subject, subject with { UserId = subject.UserId + "1" }, subject with { ProductId = subject.ProductId + "1" }, subject with { MerchantId = "other" }];
        var tokens = new List<string>();
        foreach (var each in subjects)
        {
            tokens.Add((await Nodes[0].Tokens.IssueAsync(each, Cancellation)).Token);
        }

        Assert.Equal(subjects.Length, tokens.Distinct(StringComparer.Ordinal).Count());
        Assert.All(tokens, token => Assert.DoesNotContain(subject.UserId, token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_who_use_a_token_at_once_one_may()
    {
        var subject = NewSubject();
        var token = await Nodes[0].Tokens.IssueAsync(subject, Cancellation);

        var verdicts = await AtOnceAsync(80, async (node, i) => await node.Tokens.ConsumeAsync(token.Token, subject.MerchantId, $"order-{i}", Cancellation));

        Assert.Single(verdicts, SubmissionVerdict.Accepted);
        Assert.Equal(79, verdicts.Count(verdict => verdict == SubmissionVerdict.Spent));
    }

    [Fact]
    public async Task Law05_whoever_used_a_token_may_repeat_it_anywhere()
    {
        var subject = NewSubject();
        var token = await Nodes[0].Tokens.IssueAsync(subject, Cancellation);
        for (var i = 0; i < NodeCount; i++)
        {
            Assert.Equal(SubmissionVerdict.Accepted, await ConsumeAsync(i, token, subject, "order-1"));
        }

        Assert.Equal(SubmissionVerdict.Spent, await ConsumeAsync(1, token, subject, "order-2"));
    }

    [Fact]
    public async Task What_is_not_ours_or_of_another_merchant_is_invalid()
    {
        var subject = NewSubject();
        var token = await Nodes[0].Tokens.IssueAsync(subject, Cancellation);
        Assert.InRange(token.Token.Length, 43, 128);
        Assert.Matches("^[A-Za-z0-9_-]+$", token.Token);
        Assert.Equal(SubmissionVerdict.Invalid, await ConsumeAsync(0, token, subject with { MerchantId = "other" }, "order-1"));
        List<string> forged = ["", "x", new string('A', token.Token.Length), token.Token + "A", token.Token + "=", " " + token.Token, token.Token[1..], "火"];
        for (var i = 0; i < token.Token.Length; i++)
        {
            forged.Add($"{token.Token[..i]}{(token.Token[i] == 'A' ? 'B' : 'A')}{token.Token[(i + 1)..]}");
        }

        foreach (var text in forged)
        {
            Assert.Equal(SubmissionVerdict.Invalid, await Nodes[1].Tokens.ConsumeAsync(text, subject.MerchantId, "order-1", Cancellation));
        }

        Assert.Equal(SubmissionVerdict.Accepted, await ConsumeAsync(0, token, subject, "order-1"));
    }

    [Fact]
    public async Task Subjects_out_of_range_are_refused()
    {
        foreach (var subject in (SubmissionSubject[])[new("m", "", "p"), new("m", "u", ""), new("m", new string('u', 129), "p"), new("m", "u\n", "p")])
        {
            await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => Nodes[0].Tokens.IssueAsync(subject, Cancellation).AsTask());
        }
    }

    private static SubmissionSubject NewSubject() => new("default", $"user-{NewKey()}", "tea");

    private async Task<SubmissionVerdict> ConsumeAsync(int node, SubmissionToken token, SubmissionSubject subject, string owner) =>
        await Nodes[node].Tokens.ConsumeAsync(token.Token, subject.MerchantId, owner, Cancellation);
}
