using Acme;
using Payments;

namespace Microsoft.Extensions.DependencyInjection;

#region channel-extension
public static class AcmePaymentsBuilderExtensions
{
    public static PaymentsBuilder AddAcme(this PaymentsBuilder builder, string account, string merchant, byte[] key, Uri address)
    {
        builder.AddConfigurationCheck(_ => new AcmeCheck($"{builder.Configuration?.Path ?? "Payments"}:Acme:{account}", key, address));
        return builder.AddChannel(account, "acme", services =>
        {
            var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
            var client = new AcmeClient(account, key, http, TimeSpan.FromSeconds(10), services.GetRequiredService<TimeProvider>());
            return new AcmeChannel(account, merchant, client);
        });
    }
}

internal sealed class AcmeCheck(string path, byte[] key, Uri address) : IConfigurationCheck
{
    public IEnumerable<ConfigurationProblem> Check()
    {
        if (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps)
        {
            yield return new ConfigurationProblem($"{path}:Address", "is not an https address.", "Set Acme's API address.");
        }

        if (key.Length < 16)
        {
            yield return new ConfigurationProblem($"{path}:Key", "is shorter than 16 bytes.", "Copy the whole key from Acme's console.");
        }
    }
}
#endregion
