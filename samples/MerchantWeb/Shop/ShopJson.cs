using System.Text.Json.Serialization;
using Payments;

namespace MerchantWeb.Shop;

/// <summary>What the browser sends to buy something.</summary>
/// <param name="CheckoutId">Made by the browser, the same when it repeats the request.</param>
/// <param name="Product">The product's id.</param>
/// <param name="Method">The payment method.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
internal sealed record Checkout(Guid CheckoutId, string Product, string Method, string? Language);

/// <summary>Where to look from now on.</summary>
internal sealed record CheckedOut(string OrderNo);

/// <summary>Why what was asked for was not done.</summary>
internal sealed record Refusal(string Code, string Detail, string Remedy)
{
    public static Refusal Of(PaymentError error) => new(error.Code, error.Message, error.Remedy);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<Product>))]
[JsonSerializable(typeof(Checkout))]
[JsonSerializable(typeof(CheckedOut))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(Books))]
internal sealed partial class ShopJson : JsonSerializerContext;
