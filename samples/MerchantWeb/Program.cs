using MerchantWeb.Demo;
using MerchantWeb.Shop;
using Payments;
using Payments.Simulators;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddDemo(); // simulated channels on this address, with their settings; a real shop has its own in appsettings.json

builder.AddPayments()
    .AddWeChat()
    .AddAlipay()
    .UseSqlite()
    .AddEventHandler<OrderPaid, ShipOrder>();
builder.AddShop();

var app = builder.Build();
app.UseShopPages();
app.MapShop();
app.MapPayments();
app.MapPaymentSimulators();
app.Run();
