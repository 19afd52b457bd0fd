using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Payments.Diagnostics;

namespace MerchantWeb.Shop;

/// <summary>Sends traces and metrics where the standard variable OTEL_EXPORTER_OTLP_ENDPOINT says; without it nothing is measured.</summary>
internal sealed class TelemetryExport : IHostedService, IDisposable
{
    private const string ServiceName = "merchant-web";

    private readonly TracerProvider _traces = Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(static resource => resource.AddService(ServiceName))
        .AddSource(PaymentsTelemetry.SourceName, "Microsoft.AspNetCore", "System.Net.Http")
        .AddOtlpExporter()
        .Build();

    private readonly MeterProvider _metrics = Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(static resource => resource.AddService(ServiceName))
        .AddMeter(PaymentsTelemetry.SourceName, "Microsoft.AspNetCore.Hosting", "System.Net.Http")
        .AddOtlpExporter()
        .Build();

    public static bool IsWanted(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
