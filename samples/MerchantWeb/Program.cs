using MerchantWeb.Demo;
using MerchantWeb.Shop;
using Payments;
using Payments.Simulators;

// The settings beside the program, whatever folder it is started from.
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddDemo(); // simulated channels on this address, with their settings; a real shop has its own in appsettings.json

if (TelemetryExport.IsWanted(builder.Configuration))
{
    builder.Services.AddHostedService<TelemetryExport>(); // first, so that nothing goes by unmeasured
}

builder.AddPayments()
    .AddWeChat()
    .AddAlipay()
    .UseSqlite()
    .AddReconciliation()
    .AddReconciliationReports()
    .AddEventHandler<OrderPaid, ShipOrder>();
builder.Services.AddPaymentsHealthChecks();
builder.AddShop();

var app = builder.Build();
app.UseShopPages();
app.MapShop();
app.MapBooks();
app.MapPayments();
app.MapPaymentsHealth();
app.MapPaymentSimulators();
if (app.Environment.IsDevelopment())
{
    // Whoever reaches them stops payments and settles differences: elsewhere only with RequireAuthorization().
    app.MapPaymentOperations();
    app.MapPaymentReconciliation();
}

app.Run();
