using Microsoft.AspNetCore.Http;

namespace Payments.AspNetCore;

/// <summary>
/// Says which merchant a caller of the order API is. Register one to serve several merchants; without one every caller is
/// <see cref="Merchants.Default"/>. A caller sees and changes only orders of its merchant.
/// </summary>
public interface IMerchantResolver
{
    /// <summary>The caller's merchant. Runs after the host's authentication and authorization.</summary>
    /// <param name="context">The request.</param>
    /// <returns>1 to 64 characters.</returns>
    ValueTask<string> ResolveAsync(HttpContext context);
}
