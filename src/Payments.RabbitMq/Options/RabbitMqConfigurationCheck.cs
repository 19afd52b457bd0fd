using System.Security.Cryptography;
using System.Text;

namespace Payments.RabbitMq;

/// <summary>Checks the settings when the host starts. No text quotes the broker's address: it holds the password.</summary>
internal sealed class RabbitMqConfigurationCheck(RabbitMqOptions options, RabbitMqSettings settings) : IConfigurationCheck
{
    private const int LongestName = 255;
    private const int MostHosts = 16;
    private const int MostOutstanding = 10_000;

    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(1);

    public IEnumerable<ConfigurationProblem> Check() => [.. settings.Unreadable(), .. Broker(), .. Authorities(), .. Names(), .. Limits()];

    private IEnumerable<ConfigurationProblem> Broker()
    {
        if (string.IsNullOrWhiteSpace(options.Uri))
        {
            yield return new(settings.PathOf(nameof(options.Uri)), "is empty.", "Set it, as amqps://payments:…@rabbit.internal/shop.");
        }
        else if (!BrokerAddress.TryParse(options.Uri, out _))
        {
            yield return new(
                settings.PathOf(nameof(options.Uri)),
                "is no address of a broker.",
                "Write amqp:// or amqps://, user:password@, the host, and, if wanted, :port and /virtualhost; percent-encode signs such as @ and / in the password.");
        }

        if (options.Hosts.Count > MostHosts || options.Hosts.Any(host => !BrokerAddress.TryParseHost(host, out _, out _)))
        {
            yield return new(settings.PathOf(nameof(options.Hosts)), "has an entry that is no host, or too many.", $"Write host or host:port, at most {MostHosts}.");
        }
    }

    private IEnumerable<ConfigurationProblem> Authorities()
    {
        if (options.CaFile is not { Length: > 0 } file)
        {
            yield break;
        }

        if (!options.Uri.StartsWith("amqps:", StringComparison.OrdinalIgnoreCase))
        {
            yield return new(settings.PathOf(nameof(options.CaFile)), "has no use without TLS.", "Write amqps:// in Uri, or remove it.");
        }

        if (Unreadable(file) is { } problem)
        {
            yield return new(settings.PathOf(nameof(options.CaFile)), problem, "Give a PEM file (BEGIN CERTIFICATE) that the host may read.");
        }
    }

    private IEnumerable<ConfigurationProblem> Names()
    {
        if (Encoding.UTF8.GetByteCount(options.Exchange) is < 1 or > LongestName)
        {
            yield return new(settings.PathOf(nameof(options.Exchange)), "is empty or too long.", $"Set 1 to {LongestName} bytes, as payments.events.");
        }

        if (Encoding.UTF8.GetByteCount(options.Queue) > LongestName)
        {
            yield return new(settings.PathOf(nameof(options.Queue)), "is too long.", $"Set at most {LongestName} bytes, or nothing for no queue.");
        }

        if (!CloudEvents.IsSource(options.Source))
        {
            yield return new(settings.PathOf(nameof(options.Source)), "is no source of CloudEvents.", "Set a URI or a path of at most 500 characters, as /shop/payments.");
        }
    }

    private IEnumerable<ConfigurationProblem> Limits()
    {
        if (options.MaxOutstanding is < 1 or > MostOutstanding)
        {
            yield return new(settings.PathOf(nameof(options.MaxOutstanding)), "is out of range.", $"Set 1 to {MostOutstanding}.");
        }

        if (options.ConfirmTimeout < LeastTime || options.ConfirmTimeout > MostTime)
        {
            yield return new(settings.PathOf(nameof(options.ConfirmTimeout)), "is out of range.", "Set 00:00:00.1 to 00:01:00.");
        }

        if (options.ConnectTimeout < LeastTime || options.ConnectTimeout > MostTime)
        {
            yield return new(settings.PathOf(nameof(options.ConnectTimeout)), "is out of range.", "Set 00:00:00.1 to 00:01:00.");
        }

        if (options.MaxReconnectDelay < LeastTime || options.MaxReconnectDelay > TimeSpan.FromMinutes(5))
        {
            yield return new(settings.PathOf(nameof(options.MaxReconnectDelay)), "is out of range.", "Set 00:00:00.1 to 00:05:00.");
        }
    }

    private static string? Unreadable(string file)
    {
        try
        {
            return BrokerTrust.Read(file).Count == 0 ? "holds no certificate." : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return "cannot be read.";
        }
    }
}
