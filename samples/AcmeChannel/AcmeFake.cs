using System.Text.Json;
using Payments;
using Payments.Channels;

namespace Acme;

/// <summary>Acme in the same process: the last handler of the channel's HTTP client, and a payer.</summary>
public sealed class AcmeFake(byte[] key, Action<byte[], string> callBack) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AcmeMessage> _payments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AcmeMessage> _refunds = new(StringComparer.Ordinal);

    /// <summary>Whom the callbacks are for; null for who asked.</summary>
    public string? Addressee { get; set; }

    public void Pay(string attemptNo)
    {
        lock (_lock)
        {
            if (!_payments.TryGetValue(attemptNo, out var payment) || payment.Status != ChannelPaymentStatus.AwaitingPayer) throw new InvalidOperationException("This cannot be paid.");
            _payments[attemptNo] = payment with { Status = ChannelPaymentStatus.Succeeded, Transaction = "T" + attemptNo, PaidAt = TimeProvider.System.GetUtcNow() };
            CallBack(_payments[attemptNo] with { NoticeId = "P" + attemptNo });
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var asked = JsonSerializer.Deserialize(body, AcmeJson.Default.AcmeMessage)!;
        var isSigned = request.Headers.GetValues(AcmeClient.SignatureHeader).Single() == AcmeClient.Sign(key, body);
        lock (_lock)
        {
            var said = !isSigned ? asked with { Code = "UNSIGNED" } : request.RequestUri!.Segments[^1] switch
            {
                "create" => Create(asked),
                "query" => _payments.TryGetValue(asked.AttemptNo, out var payment) ? payment : asked with { Code = "NOT_FOUND" },
                "close" => Close(asked),
                "refund" => Refund(asked),
                _ => _refunds.TryGetValue(asked.RefundNo!, out var refund) ? refund : asked with { Code = "NOT_FOUND" },
            };
            var answer = JsonSerializer.SerializeToUtf8Bytes(said, AcmeJson.Default.AcmeMessage);
            return new HttpResponseMessage { Content = new ByteArrayContent(answer), Headers = { { AcmeClient.SignatureHeader, AcmeClient.Sign(key, answer) } } };
        }
    }

    private AcmeMessage Create(AcmeMessage asked)
    {
        if (!_payments.TryGetValue(asked.AttemptNo, out var payment))
        {
            return _payments[asked.AttemptNo] = asked with { Code = "OK", Qr = "acme://" + asked.AttemptNo, Status = ChannelPaymentStatus.AwaitingPayer };
        }

        return payment.Amount != asked.Amount ? asked with { Code = "TAKEN" } : payment.Status switch
        {
            ChannelPaymentStatus.AwaitingPayer => payment,
            ChannelPaymentStatus.Succeeded => asked with { Code = "PAID" },
            _ => asked with { Code = "CLOSED" },
        };
    }

    private AcmeMessage Close(AcmeMessage asked)
    {
        if (!_payments.TryGetValue(asked.AttemptNo, out var payment)) return asked with { Code = "NOT_FOUND" };
        if (payment.Status == ChannelPaymentStatus.Succeeded) return asked with { Code = "PAID" };
        return _payments[asked.AttemptNo] = payment with { Status = ChannelPaymentStatus.Closed };
    }

    private AcmeMessage Refund(AcmeMessage asked)
    {
        if (_refunds.TryGetValue(asked.RefundNo!, out var before)) return before;
        var isPaid = _payments.TryGetValue(asked.AttemptNo, out var payment) && payment.Status == ChannelPaymentStatus.Succeeded;
        var given = _refunds.Values.Where(refund => refund.AttemptNo == asked.AttemptNo).Aggregate(asked.Amount!.Value, (sum, refund) => sum + refund.Amount!.Value);
        if (!isPaid || given > payment!.Amount!.Value) return asked with { Code = "REFUSED" };
        _refunds[asked.RefundNo!] = asked with { Code = "OK" };
        CallBack(_refunds[asked.RefundNo!] with { NoticeId = "R" + asked.RefundNo });
        return _refunds[asked.RefundNo!];
    }

    private void CallBack(AcmeMessage message)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message with { Merchant = Addressee ?? message.Merchant }, AcmeJson.Default.AcmeMessage);
        callBack(body, AcmeClient.Sign(key, body));
    }
}
