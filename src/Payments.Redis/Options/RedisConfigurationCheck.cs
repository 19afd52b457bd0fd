namespace Payments.Redis;

/// <summary>Checks the settings when the host starts. No text quotes the connection string: it may hold the password.</summary>
internal sealed class RedisConfigurationCheck(RedisOptions options, RedisSettings settings) : IConfigurationCheck
{
    private const int LongestPrefix = 64;

    private static readonly TimeSpan LeastConnect = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostConnect = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastCommand = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostCommand = TimeSpan.FromSeconds(10);

    public IEnumerable<ConfigurationProblem> Check() => [.. settings.Unreadable(), .. ConnectionString(), .. Prefix(), .. Times(), .. Trust()];

    private IEnumerable<ConfigurationProblem> ConnectionString()
    {
        var path = settings.PathOf(nameof(options.ConnectionString));
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            yield return new(path, "is empty.", "Set it, as cache.internal:6379,password=….");
        }
        else if (!RedisAdapter.IsReadable(options.ConnectionString))
        {
            yield return new(path, "is not a connection string.", "Write host:port, further ones and key=value pairs after commas, as cache.internal:6379,ssl=true,password=….");
        }
    }

    private IEnumerable<ConfigurationProblem> Prefix()
    {
        if (options.KeyPrefix.Length is 0 or > LongestPrefix || options.KeyPrefix.Any(letter => letter is <= ' ' or >= '\x7f' or '{' or '}'))
        {
            yield return new(settings.PathOf(nameof(options.KeyPrefix)), "is not a prefix of keys.", "Set 1 to 64 visible ASCII characters without braces, as payments:.");
        }
    }

    private IEnumerable<ConfigurationProblem> Times()
    {
        if (options.ConnectTimeout < LeastConnect || options.ConnectTimeout > MostConnect)
        {
            yield return new(settings.PathOf(nameof(options.ConnectTimeout)), "is out of range.", "Set 00:00:00.100 to 00:01:00.");
        }

        if (options.CommandTimeout < LeastCommand || options.CommandTimeout > MostCommand)
        {
            yield return new(settings.PathOf(nameof(options.CommandTimeout)), "is out of range.", "Set 00:00:00.010 to 00:00:10.");
        }
    }

    private IEnumerable<ConfigurationProblem> Trust()
    {
        if (options.CertificateAuthority.Length > 0 && !OwnAuthority.TryRead(options.CertificateAuthority, out _))
        {
            yield return new(settings.PathOf(nameof(options.CertificateAuthority)), "is neither PEM text with certificates nor the path of a file with them.", "Set the authority's certificate, -----BEGIN CERTIFICATE-----….");
        }
    }
}
