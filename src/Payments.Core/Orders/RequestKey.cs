using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>The idempotency key a run works under; none for a run that repeats safely without one.</summary>
/// <param name="MerchantId">The merchant.</param>
/// <param name="Key">The key, or <see langword="null"/>.</param>
internal readonly record struct RequestKey(string MerchantId, string? Key)
{
    /// <summary>Writes the answer that every repetition will get.</summary>
    public Func<Transition, IdempotencyUpdate>? Answer(Func<PaymentOrder, PaymentError?> refusal)
    {
        if (Key is not { } key)
        {
            return null;
        }

        var merchantId = MerchantId;
        return settled => new IdempotencyUpdate(merchantId, key, new Answer { Order = settled.After, Refusal = refusal(settled.After) }.ToBytes());
    }

    /// <summary>Ends the lease, so that a repetition resumes.</summary>
    public Func<Transition, IdempotencyUpdate>? Release()
    {
        if (Key is not { } key)
        {
            return null;
        }

        var update = new IdempotencyUpdate(MerchantId, key, Answer: null);
        return _ => update;
    }
}
