using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Payments.Kafka;

/// <summary>
/// Sends events and waits for the report on each. The key is the order's number, so that an order's events are in one partition; the outbox gives one
/// event of an order at a time, so that they are there in order.
/// </summary>
internal sealed class KafkaPublisher(IOptions<KafkaOptions> options, TimeProvider time, ILogger<KafkaPublisher> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly byte[] ContentType = Encoding.UTF8.GetBytes(CloudEvents.ContentType);

    private readonly SemaphoreSlim _outstanding = new(options.Value.MaxOutstanding, options.Value.MaxOutstanding);
    private readonly Lock _gate = new();
    private IProducer<string, byte[]>? _producer;
    private long? _failedAt;

    /// <summary>Whether the last event was not taken.</summary>
    public bool IsRefused
    {
        get
        {
            lock (_gate)
            {
                return _failedAt is not null;
            }
        }
    }

    /// <summary>Returns when all replicas in sync have the event.</summary>
    /// <exception cref="SubscriberUnavailableException">The brokers cannot be reached, do not answer in time, or cannot take events now.</exception>
    /// <exception cref="KafkaException">The event itself was refused.</exception>
    public async ValueTask PublishAsync(PaymentEvent paymentEvent, CancellationToken cancellationToken)
    {
        var message = new Message<string, byte[]>
        {
            Key = paymentEvent.OrderNo.Value,
            Value = CloudEvents.ToJson(paymentEvent, options.Value.Source),
            Timestamp = new Timestamp(paymentEvent.OccurredAt),
            Headers = [new Header("content-type", ContentType)],
        };
        await _outstanding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ProduceAsync(message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _outstanding.Release();
        }
    }

    public void Dispose()
    {
        _producer?.Dispose();
        _outstanding.Dispose();
    }

    private async Task ProduceAsync(Message<string, byte[]> message, CancellationToken cancellationToken)
    {
        var producer = Producer();
        try
        {
            // The report comes within the delivery time-out, whatever the brokers do.
            await producer.ProduceAsync(options.Value.Topic, message, cancellationToken).ConfigureAwait(false);
            Settle(producer, error: null);
        }
        catch (KafkaException fault) when (!IsOfTheEvent(fault.Error.Code))
        {
            Settle(producer, fault.Error);
            throw new SubscriberUnavailableException($"Kafka did not take an event: {fault.Error.Code}.", fault);
        }
        catch (ObjectDisposedException fault)
        {
            throw new SubscriberUnavailableException("The connection to Kafka is being replaced.", fault);
        }
    }

    private IProducer<string, byte[]> Producer()
    {
        lock (_gate)
        {
            if (_failedAt is { } failedAt && time.GetElapsedTime(failedAt) < Pause)
            {
                throw new SubscriberUnavailableException("Kafka did not take the last event; it is tried again in a while.");
            }

            return _producer ??= Build();
        }
    }

    private IProducer<string, byte[]> Build()
    {
        try
        {
            return new ProducerBuilder<string, byte[]>(KafkaClientSettings.Of(options.Value))
                .SetErrorHandler((_, error) => Log.ClientFault(logger, error.Code))
                .SetLogHandler(static (_, _) => { })
                .Build();
        }
        catch (Exception fault) when (fault is KafkaException or InvalidOperationException or ArgumentException or DllNotFoundException)
        {
            _failedAt = time.GetTimestamp();
            Log.NoClient(logger, fault.GetType().Name);
            throw new SubscriberUnavailableException("The client of Kafka could not be made; its settings or its native library are wrong.", fault);
        }
    }

    private void Settle(IProducer<string, byte[]> producer, Error? error)
    {
        var isReplaced = false;
        lock (_gate)
        {
            if (error is null && _failedAt is not null)
            {
                Log.Back(logger);
            }

            _failedAt = error is null ? null : time.GetTimestamp();
            if (error is { IsFatal: true } && ReferenceEquals(_producer, producer))
            {
                (_producer, isReplaced) = (null, true);
            }
        }

        if (isReplaced)
        {
            Log.Replaced(logger, error!.Code);
            producer.Dispose();
        }
    }

    private static bool IsOfTheEvent(ErrorCode code) =>
        code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord or ErrorCode.RecordListTooLarge or ErrorCode.Local_BadMsg or ErrorCode.Local_InvalidArg;
}
