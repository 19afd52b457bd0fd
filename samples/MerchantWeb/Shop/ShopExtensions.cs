using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.FileProviders;
using Payments;

namespace MerchantWeb.Shop;

/// <summary>The shop itself: its pages, its products and its till.</summary>
internal static class ShopExtensions
{
    private static readonly TimeSpan TimeToPay = TimeSpan.FromMinutes(15);

    public static void AddShop(this WebApplicationBuilder builder) =>
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ShopJson.Default));

    public static void UseShopPages(this WebApplication app)
    {
        app.UseFileServer(new FileServerOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(ShopExtensions).Assembly, ""),
            StaticFileOptions =
            {
                OnPrepareResponse = static file =>
                {
                    file.Context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; form-action 'self' https:; frame-ancestors 'none'; base-uri 'none'";
                    file.Context.Response.Headers.XContentTypeOptions = "nosniff";
                    file.Context.Response.Headers.CacheControl = "no-cache";
                },
            },
        });
    }

    public static void MapShop(this WebApplication app)
    {
        app.MapGet("/shop/products", () => TypedResults.Ok(Catalog.Products));
        app.MapPost("/shop/checkout", CheckOutAsync);
        app.MapGet("/shop/return/{checkoutId:guid}", ReturnAsync);
        app.MapGet("/shop/orders/{orderNo}/qr.svg", ShowQrCodeAsync);
    }

    public static JsonHttpResult<Refusal> Refuse(int status, Refusal refusal) => TypedResults.Json(refusal, ShopJson.Default.Refusal, statusCode: status);

    private static async Task<Results<Ok<CheckedOut>, JsonHttpResult<Refusal>>> CheckOutAsync(
        Checkout checkout, HttpRequest http, IPaymentClient payments, CancellationToken cancellationToken)
    {
        if (Catalog.Find(checkout.Product) is not { } product || !PaymentMethod.TryParse(checkout.Method, out var method))
        {
            return Refuse(StatusCodes.Status400BadRequest, new("unknown_product", "The shop does not sell this.", "Load the page again."));
        }

        var request = new CreateOrderRequest
        {
            MerchantOrderNo = MerchantOrderNo(checkout.CheckoutId),
            Amount = product.Price,
            Method = method,
            Subject = product.Name.In(checkout.Language),
            ExpiresIn = TimeToPay,
            ReturnUrl = $"{http.Scheme}://{http.Host}/shop/return/{checkout.CheckoutId}",
        };
        var outcome = await payments.CreateOrderAsync(request, idempotencyKey: $"{checkout.CheckoutId}", cancellationToken);

        // Unknown is not failed: the order's page follows it until the channel says.
        return outcome.Match<Results<Ok<CheckedOut>, JsonHttpResult<Refusal>>>(
            accepted => TypedResults.Ok(new CheckedOut(accepted.Order.OrderNo.Value)),
            rejected => Refuse(StatusCodes.Status422UnprocessableEntity, Refusal.Of(rejected.Error)),
            unknown => TypedResults.Ok(new CheckedOut(unknown.Order.OrderNo.Value)));
    }

    /// <summary>Where Alipay sends the payer's browser back to. What its address says proves nothing: the order's page shows what is known.</summary>
    private static async Task<RedirectHttpResult> ReturnAsync(Guid checkoutId, IPaymentClient payments, CancellationToken cancellationToken) =>
        TypedResults.LocalRedirect(await payments.FindOrderAsync(MerchantOrderNo(checkoutId), cancellationToken: cancellationToken) is { } order
            ? $"/?order={order.OrderNo}"
            : "/");

    private static async Task<Results<ContentHttpResult, NotFound>> ShowQrCodeAsync(
        string orderNo, HttpResponse response, IPaymentClient payments, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        var order = OrderNo.TryParse(orderNo, out var number) ? await payments.FindOrderAsync(number, cancellationToken: cancellationToken) : null;

        // Only of the attempt that may be charged: a code shown before the payer changed the method must not be shown again.
        return order is { IsFinal: false, ChargeRight.AttemptNo: { } holder } && order.FindAttempt(holder)?.NextAction is NextAction.ShowQrCode action
            ? TypedResults.Content(QrCode.Draw(action.Content), "image/svg+xml")
            : TypedResults.NotFound();
    }

    private static string MerchantOrderNo(Guid checkoutId) => $"TEA-{checkoutId:N}";
}
