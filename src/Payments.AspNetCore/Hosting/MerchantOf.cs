using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Payments.AspNetCore.Hosting;

internal static class MerchantOf
{
    public static ValueTask<string> RequestAsync(HttpContext context) =>
        context.RequestServices.GetService<IMerchantResolver>() is { } resolver
            ? resolver.ResolveAsync(context)
            : ValueTask.FromResult(Merchants.Default);
}
