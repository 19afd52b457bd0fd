using MerchantWeb.Demo;
using MerchantWeb.Shop;
using Payments;
using Payments.Simulators;

// The settings beside the program, whatever folder it is started from.
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
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
if (app.Environment.IsDevelopment())
{
    app.MapPaymentOperations(); // whoever reaches it can stop payments: elsewhere only with RequireAuthorization()
}

app.Run();
