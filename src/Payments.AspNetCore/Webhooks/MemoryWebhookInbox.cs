namespace Payments.AspNetCore.Webhooks;

/// <summary>Remembers the last messages, in this process.</summary>
internal sealed class MemoryWebhookInbox : IPaymentWebhookInbox
{
    private const int Most = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _taken = [];

    public ValueTask<PaymentWebhookClaim> BeginAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_known.TryAdd(id, value: false) ? PaymentWebhookClaim.New
                : _known[id] ? PaymentWebhookClaim.Taken
                : PaymentWebhookClaim.UnderWay);
        }
    }

    public ValueTask EndAsync(string id, bool isTaken, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!isTaken)
            {
                _known.Remove(id);
                return ValueTask.CompletedTask;
            }

            _known[id] = true;
            _taken.Enqueue(id);
            if (_taken.Count > Most)
            {
                _known.Remove(_taken.Dequeue());
            }

            return ValueTask.CompletedTask;
        }
    }
}
