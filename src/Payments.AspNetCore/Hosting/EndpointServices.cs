using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Reconciliation;
using Payments.Storage;
using Payments.Webhooks;

namespace Payments.AspNetCore.Hosting;

internal static class EndpointServices
{
    /// <summary>The settings, once it is certain that the host has an engine: better now than at the first payment.</summary>
    public static PaymentEndpointOptions Require(IEndpointRouteBuilder endpoints)
    {
        RequireEngine(endpoints, typeof(IPaymentClient));
        var options = endpoints.ServiceProvider.GetService<IOptions<PaymentEndpointOptions>>()?.Value ?? new PaymentEndpointOptions();
        options.Validate();
        return options;
    }

    /// <summary>Makes certain that what operators see and do is there.</summary>
    public static void RequireOperations(IEndpointRouteBuilder endpoints) => RequireEngine(endpoints, typeof(IChannelAccounts), typeof(IPaymentStore));

    /// <summary>Makes certain that reconciliation is there.</summary>
    public static void RequireReconciliation(IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>() is { } known && !known.IsService(typeof(IReconciliation)))
        {
            throw new InvalidOperationException("The reconciliation routes need reconciliation, and it is not registered. Call AddReconciliation() on what AddPayments() returns before builder.Build().");
        }
    }

    /// <summary>Whether the host carries events to merchants.</summary>
    public static bool HasWebhooks(IEndpointRouteBuilder endpoints) =>
        endpoints.ServiceProvider.GetService<IServiceProviderIsService>() is { } known && known.IsService(typeof(IWebhooks)) && known.IsService(typeof(IWebhookStore));

    public static TimeProvider Clock(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    private static void RequireEngine(IEndpointRouteBuilder endpoints, params ReadOnlySpan<Type> services)
    {
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>() is not { } known)
        {
            return;
        }

        foreach (var service in services)
        {
            if (!known.IsService(service))
            {
                throw new InvalidOperationException(
                    $"The payment routes need the payment engine, and its {service.Name} is not registered. Call builder.AddPayments() with a store before builder.Build().");
            }
        }
    }
}
