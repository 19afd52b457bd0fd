using Payments;

namespace MerchantWeb.Shop;

/// <summary>What the shop sells. Prices live here: a browser says what it wants, never what it costs.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Product> Products { get; } =
    [
        new("keemun", new("Keemun black tea", "祁门红茶"), new("Tin, 100 g", "罐装，100 克"), Yuan(88_00), "/tea.svg"),
        new("longjing", new("Longjing green tea", "龙井绿茶"), new("Tin, 50 g", "罐装，50 克"), Yuan(128_00), "/green.svg"),
        new("teapot", new("Clay teapot", "紫砂壶"), new("Holds 300 ml", "容量 300 毫升"), Yuan(366_00), "/pot.svg"),
        new("cup", new("Tasting cup", "品茗杯"), new("Celadon glaze", "青釉"), Yuan(1), "/cup.svg"),
    ];

    public static Product? Find(string id) => Products.FirstOrDefault(product => product.Id == id);

    private static Money Yuan(long fen) => Money.FromMinorUnits(fen, Currency.Cny);
}

/// <summary>One thing for sale.</summary>
internal sealed record Product(string Id, Words Name, Words Note, Money Price, string Image);

/// <summary>The same in both languages of the shop.</summary>
internal sealed record Words(string En, string Zh)
{
    public string In(string? language) => language == "zh" ? Zh : En;
}
