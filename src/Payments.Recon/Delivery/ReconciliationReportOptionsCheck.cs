using System.Net.Mail;
using Payments.Webhooks;

namespace Payments.Recon.Delivery;

/// <summary>Checks the settings when the host starts. Addresses of robots hold their keys: none is shown.</summary>
internal sealed class ReconciliationReportOptionsCheck(ReconciliationReportOptions options, string path) : IConfigurationCheck
{
    private const int MostReaders = 50;

    public IEnumerable<ConfigurationProblem> Check() => [.. Limits(), .. Mail(), .. Chat(), .. Webhook()];

    private IEnumerable<ConfigurationProblem> Limits()
    {
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new($"{path}:Timeout", "is out of range.", "Set 00:00:01 to 00:05:00.");
        }
    }

    private IEnumerable<ConfigurationProblem> Mail()
    {
        var mail = options.Mail;
        if (mail.Host is null)
        {
            yield break;
        }

        if (mail.Port is < 1 or > 65_535)
        {
            yield return new($"{path}:Mail:Port", "is no port.", "Set 1 to 65535.");
        }

        if (!MailAddress.TryCreate(mail.From, out _))
        {
            yield return new($"{path}:Mail:From", "is missing or no address.", "Set the address the mail comes from.");
        }

        if (mail.To.Count is 0 or > MostReaders || mail.To.Any(reader => !MailAddress.TryCreate(reader, out _)))
        {
            yield return new($"{path}:Mail:To", "is empty, too long, or has something that is no address.", $"Set 1 to {MostReaders} addresses.");
        }

        if (mail.User is not null && (mail.Password is null || !mail.Tls))
        {
            yield return new($"{path}:Mail:Password", "is missing, or would go over the network in the clear.", "Set it and leave Tls on, or leave User out.");
        }
    }

    private IEnumerable<ConfigurationProblem> Chat()
    {
        if (options.Chat.Url is { } url && !IsHttps(url))
        {
            yield return new($"{path}:Chat:Url", "is no https address.", "Set the robot's address as the chat shows it.");
        }
    }

    private IEnumerable<ConfigurationProblem> Webhook()
    {
        if (options.Webhook.Endpoint is { } endpoint && !IsHttps(endpoint))
        {
            yield return new($"{path}:Webhook:Endpoint", "is no https address.", "Set an absolute https address.");
        }

        if (options.Webhook.Endpoint is not null && !WebhookSecret.TryParse(options.Webhook.Secret, out _))
        {
            yield return new($"{path}:Webhook:Secret", "is missing or no secret.", "Set whsec_ and the Base64 of 24 to 64 random bytes.");
        }
    }

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri is { Scheme: "http", IsLoopback: true });
}
