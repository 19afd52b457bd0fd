using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Webhooks;
using Payments.Webhooks;

namespace Payments.Fleet.Stage;

/// <summary>A merchant's receiver: verifies, notes down, and now and then refuses a message the first time.</summary>
internal sealed class WebhookSink
{
    public const string Path = "/merchant/webhooks";

    private const int RefusesEach = 211;

    private int _taken;

    public WebhookSecret Secret { get; } = WebhookSecret.Generate();

    public Arrivals Arrivals { get; } = new("webhook receiver");

    public static void AddTo(IServiceCollection services) => services.AddSingleton<IPaymentWebhookInbox>(new EveryTime());

    public void MapTo(WebApplication app) => app.MapPaymentWebhook(Path, Secret.Reveal(), TakeAsync);

    private Task TakeAsync(PaymentWebhook message, HttpContext context)
    {
        if (Interlocked.Increment(ref _taken) % RefusesEach == 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.CompleteAsync();
        }

        Arrivals.Add(message.Id, Stopwatch.GetTimestamp());
        return Task.CompletedTask;
    }

    /// <summary>Repeats are counted here, not dropped before.</summary>
    private sealed class EveryTime : IPaymentWebhookInbox
    {
        public ValueTask<PaymentWebhookClaim> BeginAsync(string id, CancellationToken cancellationToken) => new(PaymentWebhookClaim.New);

        public ValueTask EndAsync(string id, bool isTaken, CancellationToken cancellationToken) => default;
    }
}
