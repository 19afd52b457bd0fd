using System.Text.Json;

namespace Payments.AspNetCore.Webhooks;

/// <summary>A webhook whose signature and time were verified.</summary>
/// <param name="Id">The message's id, the same on every try.</param>
/// <param name="Type">What happened, as <c>order.paid</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">What it happened to.</param>
public sealed record PaymentWebhook(string Id, string Type, DateTimeOffset Timestamp, JsonElement Data);

/// <summary>Remembers which webhooks were taken. Register one of your own to remember across restarts and nodes; without it, the last 100,000 are remembered in this process.</summary>
public interface IPaymentWebhookInbox
{
    /// <summary>Begins to take a message.</summary>
    ValueTask<PaymentWebhookClaim> BeginAsync(string id, CancellationToken cancellationToken);

    /// <summary>The handler is done with a message that was <see cref="PaymentWebhookClaim.New"/>.</summary>
    /// <param name="id">The message.</param>
    /// <param name="isTaken">Whether it was taken; otherwise it will come again and is then new again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask EndAsync(string id, bool isTaken, CancellationToken cancellationToken);
}

/// <summary>What is known of a message.</summary>
public enum PaymentWebhookClaim
{
    /// <summary>Nobody has it: the caller takes it.</summary>
    New,

    /// <summary>Somebody is taking it at this moment.</summary>
    UnderWay,

    /// <summary>It was taken before.</summary>
    Taken,
}
