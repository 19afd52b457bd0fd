using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Diagnostics;
using Payments.Core.Orders;
using Payments.Diagnostics;
using Payments.Core.Refunds;
using Payments.Storage;

namespace Payments.Core.Notifications;

/// <summary>
/// Takes callbacks in: the channel verifies, the state machine decides, and evidence, state and event are committed in one transaction before the
/// channel gets its acknowledgement. Whatever the sender sends, there is one evidence row and an answer; only a fault of ours asks for another try.
/// </summary>
internal sealed class NotificationReceiver(
    IPaymentChannels channels,
    IPaymentStore store,
    OrderWriter writer,
    Evidencing evidencing,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<NotificationReceiver> logger,
    CoreTelemetry? telemetry = null) : INotificationReceiver
{
    public int MaxBodyBytes => options.Value.Notifications.MaxBodyBytes;

    public async Task<NotificationReply?> ReceiveAsync(string account, NotificationRequest request, CancellationToken cancellationToken)
    {
        if (channels.Find(account) is not { } channel)
        {
            (telemetry?.Callback.Begin() ?? default).End(new TagList { { PaymentsTags.Account, PaymentsTags.Other }, { PaymentsTags.Verdict, Outcomes.Of(EvidenceVerdict.Refused) } });
            return null;
        }

        var watch = telemetry?.Callback.Begin() ?? default;
        var arrival = new NotificationEvidence(account, request, MaxBodyBytes, time.GetUtcNow());
        try
        {
            return await TakeInAsync(arrival, channel, request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            watch.Tell(PaymentsTags.OrderNo, arrival.OrderNo?.Value);
            watch.End(
                new TagList { { PaymentsTags.Account, account }, { PaymentsTags.Verdict, Outcomes.Of(arrival.Verdict) } },
                isFault: arrival.Verdict is EvidenceVerdict.Deferred or EvidenceVerdict.Quarantined);
        }
    }

    private async Task<NotificationReply> TakeInAsync(NotificationEvidence arrival, IPaymentChannel channel, NotificationRequest request, CancellationToken cancellationToken)
    {
        var reading = request.IsTruncated ? TooLarge() : await ReadAsync(channel, request, cancellationToken).ConfigureAwait(false);
        var verdict = reading switch
        {
            NotificationReading.Refused refused => await RefuseAsync(arrival, refused.Failure, cancellationToken).ConfigureAwait(false),
            NotificationReading.Verified verified => await TakeAsync(arrival, channel, verified.Notification, cancellationToken).ConfigureAwait(false),
            _ => throw new UnreachableException(),
        };
        return channel.ReplyTo(verdict);
    }

    /// <summary>A channel that breaks its contract and throws has not verified anything: what it could not read is refused, never applied.</summary>
    private async ValueTask<NotificationReading> ReadAsync(IPaymentChannel channel, NotificationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await channel.ReadNotificationAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotificationFault(logger, channel.Account, exception);
            return new NotificationReading.Refused(new VerificationFailure(
                VerificationFailureReason.MalformedBody,
                "The channel's code failed on it; the log has the fault, and the body is kept."));
        }
    }

    private NotificationReading.Refused TooLarge() => new(new VerificationFailure(
        VerificationFailureReason.BodyTooLarge,
        $"The body is larger than {MaxBodyBytes} bytes; genuine callbacks are far smaller."));

    private async Task<NotificationVerdict> RefuseAsync(NotificationEvidence arrival, VerificationFailure failure, CancellationToken cancellationToken)
    {
        Log.NotificationRefused(logger, arrival.Account, failure.Reason, failure.Detail);
        await KeepAsync(arrival.Make(EvidenceVerdict.Refused, $"{failure.Reason}: {failure.Detail}"), cancellationToken).ConfigureAwait(false);
        return NotificationVerdict.Refused;
    }

    private async Task<NotificationVerdict> TakeAsync(NotificationEvidence arrival, IPaymentChannel channel, ChannelNotification notification, CancellationToken cancellationToken)
    {
        try
        {
            return notification switch
            {
                ChannelNotification.Payment payment => await TakePaymentAsync(arrival, channel, payment, cancellationToken).ConfigureAwait(false),
                ChannelNotification.Refund refund => await TakeRefundAsync(arrival, refund, cancellationToken).ConfigureAwait(false),
                ChannelNotification.Transfer transfer => await IgnoreAsync(arrival, notification, null, $"Transfer '{transfer.Value.TransferNo}' is {transfer.Value.Status} at the channel; kept as evidence.", cancellationToken).ConfigureAwait(false),
                ChannelNotification.Other other => await IgnoreAsync(arrival, notification, null, $"Notification of type '{other.Type}' is not followed.", cancellationToken).ConfigureAwait(false),
                _ => throw new UnreachableException(),
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.NotificationDeferred(logger, arrival.Account, exception);
            await KeepAsync(arrival.Make(EvidenceVerdict.Deferred, "It could not be applied; the log has the fault.", null, notification.NotificationId), cancellationToken).ConfigureAwait(false);
            return NotificationVerdict.TryAgain;
        }
    }

    private async Task<NotificationVerdict> TakePaymentAsync(NotificationEvidence arrival, IPaymentChannel channel, ChannelNotification.Payment payment, CancellationToken cancellationToken)
    {
        if (!OrderNo.TryFromAttemptNo(payment.Value.AttemptNo, out var orderNo))
        {
            return await QuarantineAsync(arrival, payment, null, "It names no order of ours.", cancellationToken).ConfigureAwait(false);
        }

        return await ApplyAsync(arrival, payment, orderNo, order => evidencing.Decide(order, channel, payment.Value, EvidenceSource.Notification), cancellationToken).ConfigureAwait(false);
    }

    private async Task<NotificationVerdict> TakeRefundAsync(NotificationEvidence arrival, ChannelNotification.Refund refund, CancellationToken cancellationToken)
    {
        if (!OrderNo.TryFromAttemptNo(refund.Value.AttemptNo, out var orderNo))
        {
            return await QuarantineAsync(arrival, refund, null, "It tells of a refund of no order of ours.", cancellationToken).ConfigureAwait(false);
        }

        return await ApplyAsync(arrival, refund, orderNo, order => RefundEvidenceRules.Decide(order, arrival.Account, refund.Value, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
    }

    private async Task<NotificationVerdict> ApplyAsync(
        NotificationEvidence arrival,
        ChannelNotification notification,
        OrderNo orderNo,
        Func<PaymentOrder, Transition> decide,
        CancellationToken cancellationToken)
    {
        var transition = await writer.ApplyAsync(
            orderNo,
            decide,
            settled => arrival.Make(settled.Verdict, settled.Reason, orderNo, notification.NotificationId),
            cancellationToken: cancellationToken).ConfigureAwait(false);
        if (transition is null)
        {
            return await QuarantineAsync(arrival, notification, orderNo, "There is no such order.", cancellationToken).ConfigureAwait(false);
        }

        if (transition.Verdict == EvidenceVerdict.Quarantined)
        {
            Log.NotificationQuarantined(logger, arrival.Account, orderNo, transition.Reason);
            return NotificationVerdict.Mismatched;
        }

        Log.NotificationTaken(logger, arrival.Account, orderNo, transition.Verdict, transition.Reason);
        return transition.Verdict == EvidenceVerdict.Deferred ? NotificationVerdict.TryAgain : NotificationVerdict.Accepted;
    }

    private async Task<NotificationVerdict> IgnoreAsync(NotificationEvidence arrival, ChannelNotification notification, OrderNo? orderNo, string reason, CancellationToken cancellationToken)
    {
        Log.NotificationTaken(logger, arrival.Account, orderNo, EvidenceVerdict.Ignored, reason);
        await store.RecordEvidenceAsync(arrival.Make(EvidenceVerdict.Ignored, reason, orderNo, notification.NotificationId), cancellationToken).ConfigureAwait(false);
        return NotificationVerdict.Accepted;
    }

    private async Task<NotificationVerdict> QuarantineAsync(NotificationEvidence arrival, ChannelNotification notification, OrderNo? orderNo, string reason, CancellationToken cancellationToken)
    {
        Log.NotificationQuarantined(logger, arrival.Account, orderNo, reason);
        await store.RecordEvidenceAsync(arrival.Make(EvidenceVerdict.Quarantined, reason, orderNo, notification.NotificationId), cancellationToken).ConfigureAwait(false);
        return NotificationVerdict.Mismatched;
    }

    /// <summary>Keeps evidence of what is not applied; the answer does not depend on whether that works.</summary>
    private async Task KeepAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        try
        {
            await store.RecordEvidenceAsync(evidence, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.EvidenceLost(logger, evidence.ChannelAccount, exception);
        }
    }
}
