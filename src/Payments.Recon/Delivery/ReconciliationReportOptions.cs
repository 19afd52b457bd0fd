using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.Recon;

/// <summary>Settings of reports and of who gets them, read from <c>Payments:Reconciliation:Reports</c>. Checked when the host starts.</summary>
public sealed class ReconciliationReportOptions
{
    /// <summary>The language a report opens in and messages are written in. Default: <see cref="ReportLanguage.Chinese"/>.</summary>
    public ReportLanguage Language { get; set; } = ReportLanguage.Chinese;

    /// <summary>How long handing out one report may take. Default: 30 seconds. 1 second to 5 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Mail; sent where <see cref="ReportMailOptions.Host"/> is set.</summary>
    public ReportMailOptions Mail { get; } = new();

    /// <summary>A chat group; posted to where <see cref="ReportChatOptions.Url"/> is set.</summary>
    public ReportChatOptions Chat { get; } = new();

    /// <summary>A webhook; posted to where <see cref="ReportWebhookOptions.Endpoint"/> is set.</summary>
    public ReportWebhookOptions Webhook { get; } = new();
}

/// <summary>Mail by SMTP, with the page and the differences attached.</summary>
public sealed class ReportMailOptions
{
    private Secret? _password;

    /// <summary>The mail server's name.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. Default: 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Whether the connection is encrypted (STARTTLS). Default: <see langword="true"/>. Without it no password is sent.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>The user; <see langword="null"/> for none.</summary>
    public string? User { get; set; }

    /// <summary>The password. A secret.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Password
    {
        get => _password?.Reveal();
        set => _password = Secret.Of(value);
    }

    /// <summary>The sender's address.</summary>
    public string? From { get; set; }

    /// <summary>The readers' addresses, 1 to 50.</summary>
    public IList<string> To { get; } = [];
}

/// <summary>A group in a chat, by its robot's address.</summary>
public sealed class ReportChatOptions
{
    private Secret? _url;

    /// <summary>The robot's address, https. It holds the robot's key: a secret.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Url
    {
        get => _url?.Reveal();
        set => _url = Secret.Of(value);
    }

    /// <summary>Which chat it is. Default: <see cref="ReportChatKind.WeCom"/>.</summary>
    public ReportChatKind Robot { get; set; } = ReportChatKind.WeCom;
}

/// <summary>Which chat a robot belongs to.</summary>
public enum ReportChatKind
{
    /// <summary>WeCom (企业微信).</summary>
    WeCom,

    /// <summary>DingTalk (钉钉), a robot with a keyword or an address list: signed robots are not supported.</summary>
    DingTalk,

    /// <summary>Feishu (飞书), a robot with a keyword or an address list: signed robots are not supported.</summary>
    Feishu,

    /// <summary>Any that takes <c>{"text": "…"}</c>, as Slack and Mattermost.</summary>
    Text,
}

/// <summary>A webhook, signed by Standard Webhooks 1.0.</summary>
public sealed class ReportWebhookOptions
{
    private Payments.Secret? _secret;

    /// <summary>The address, https.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The secret that signs, <c>whsec_…</c>.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Secret
    {
        get => _secret?.Reveal();
        set => _secret = Payments.Secret.Of(value);
    }
}
