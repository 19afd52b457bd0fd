using Microsoft.Extensions.Options;
using Payments.Coordination;
using Payments.Core.Orders;

namespace Payments.Core.Submissions;

/// <summary>
/// Tokens are signed, so that age, merchant and subject need nobody's memory; the marks only know which are out and which are used up. Marks that vanish,
/// forget or lie let a second submission through to the store, where its key or its number decides (law 9); they never refuse the first.
/// </summary>
internal sealed class SubmissionTokens(ISubmissionMarks marks, IOptions<PaymentsOptions> options, Entropy entropy, TimeProvider time) : ISubmissionTokens
{
    private readonly Lazy<TokenSigner> _signer = new(() => new TokenSigner(options.Value.SubmissionTokens.Key, entropy));

    public bool IsRequired => options.Value.SubmissionTokens.Required;

    public async ValueTask<SubmissionToken> IssueAsync(SubmissionSubject subject, CancellationToken cancellationToken = default)
    {
        Check(subject);
        var lifetime = options.Value.SubmissionTokens.Lifetime;
        var mine = _signer.Value.Sign(subject, time.GetUtcNow() + lifetime);
        var text = await marks.OfferAsync(mine.Subject, mine.Text, lifetime, cancellationToken).ConfigureAwait(false);
        var isOurs = _signer.Value.TryRead(text, subject.MerchantId, out var offered)
            && offered.Subject == mine.Subject
            && offered.ExpiresAt > time.GetUtcNow();
        return isOurs ? new SubmissionToken(text, offered.ExpiresAt) : new SubmissionToken(mine.Text, mine.ExpiresAt);
    }

    public async ValueTask<SubmissionVerdict> ConsumeAsync(string token, string merchantId, string owner, CancellationToken cancellationToken = default)
    {
        if (!_signer.Value.TryRead(token, merchantId, out var signed))
        {
            return SubmissionVerdict.Invalid;
        }

        if (signed.ExpiresAt <= time.GetUtcNow())
        {
            return SubmissionVerdict.Expired;
        }

        // Longer than the token lives: clocks differ, and a token that is forgotten too early is good again.
        var lifetime = options.Value.SubmissionTokens.Lifetime.Times(2);
        return await marks.TrySpendAsync(signed.Subject, token, _signer.Value.Hide(merchantId, owner), lifetime, cancellationToken).ConfigureAwait(false)
            ? SubmissionVerdict.Accepted
            : SubmissionVerdict.Spent;
    }

    private static void Check(SubmissionSubject subject)
    {
        List<FieldProblem> problems = [];
        if (!RequestValidator.IsPlainText(subject.UserId, 128))
        {
            problems.Add(new FieldProblem("userId", "must be 1 to 128 characters without control characters and emoji."));
        }

        if (!RequestValidator.IsPlainText(subject.ProductId, 128))
        {
            problems.Add(new FieldProblem("productId", "must be 1 to 128 characters without control characters and emoji."));
        }

        if (problems.Count > 0)
        {
            throw new InvalidPaymentRequestException(problems);
        }
    }
}
