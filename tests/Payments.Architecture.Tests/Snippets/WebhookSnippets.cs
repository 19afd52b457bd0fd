namespace Payments.Architecture.Tests.Snippets;

internal static class WebhookSnippets
{
    public static void Sender(WebApplicationBuilder builder)
    {
        #region webhooks
        builder.AddPayments().AddWeChat().UseSqlite().AddWebhooks();
        var app = builder.Build();
        app.MapPayments();
        app.MapPaymentOperations().RequireAuthorization("operators");
        app.Run();
        #endregion
    }

    public static void Broker(WebApplicationBuilder builder)
    {
        #region rabbitmq
        builder.AddPayments().AddWeChat().UseSqlite().AddRabbitMq();
        #endregion
    }

    public static void Kafka(WebApplicationBuilder builder)
    {
        #region kafka
        builder.AddPayments().AddWeChat().UseSqlite().AddKafka();
        #endregion
    }

    public static void Receiver(WebApplication app, IShop shop)
    {
        #region webhook-receiver
        var secret = app.Configuration["PAYMENTS_WEBHOOK_SECRET"]!;
        app.MapPaymentWebhook("/hooks", secret, async (webhook, context) =>
        {
            await shop.TakeAsync(webhook.Id, webhook.Type, webhook.Data, context.RequestAborted);
        });
        #endregion
    }

    public interface IShop
    {
        Task TakeAsync(string id, string type, System.Text.Json.JsonElement data, CancellationToken cancellationToken);
    }
}
