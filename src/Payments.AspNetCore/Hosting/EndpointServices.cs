using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Payments.AspNetCore.Hosting;

internal static class EndpointServices
{
    /// <summary>The settings, once it is certain that the host has an engine: better now than at the first payment.</summary>
    public static PaymentEndpointOptions Require(IEndpointRouteBuilder endpoints)
    {
        var known = endpoints.ServiceProvider.GetService<IServiceProviderIsService>();
        if (known is not null && !known.IsService(typeof(IPaymentClient)))
        {
            throw new InvalidOperationException(
                "The payment routes need the payment engine, and it is not registered. Call builder.AddPayments() before builder.Build().");
        }

        var options = endpoints.ServiceProvider.GetService<IOptions<PaymentEndpointOptions>>()?.Value ?? new PaymentEndpointOptions();
        options.Validate();
        return options;
    }

    public static TimeProvider Clock(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;
}
