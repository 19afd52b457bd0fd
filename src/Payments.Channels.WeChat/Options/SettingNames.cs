using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Payments.Channels.WeChat.Options;

/// <summary>Finds settings nobody reads (a misspelt name would otherwise be silence) and values of the wrong kind, before the binder throws at the first.</summary>
internal static class SettingNames
{
    private static readonly string[] Texts =
    [
        "MchId", "AppId", "MiniProgramAppId", "AppAppId", "MerchantSerialNo", "PrivateKey", "PrivateKeyPassword", "MerchantCertificate", "ApiV3Key",
        "PublicKeyId", "PublicKey", "SubMchId", "SubAppId", "BaseUrl", "BackupBaseUrl", "H5SceneType", "Barcode:StoreId",
    ];

    private static readonly string[] Flags = ["UsePlatformCertificates", "Barcode:Enabled"];

    private static readonly string[] Times =
    [
        "CertificateRefreshInterval", "CertificateRefreshMinimumInterval", "Timeout", "TryTimeout", "ConnectTimeout", "StatementTimeout", "Barcode:PollInterval", "Barcode:PollFor",
    ];

    private static readonly string[] Numbers = ["MaxRetries"];

    public static IEnumerable<string> All => [.. Texts, .. Flags, .. Times, .. Numbers];

    /// <summary>Whether the section can be bound; adds a problem for each setting that cannot, or that has no meaning.</summary>
    public static bool Check(IConfigurationSection section, ProblemList problems)
    {
        foreach (var unknown in Leaves(section, "").Where(name => !Has(All, name)))
        {
            var near = All.MinBy(known => Distance(known, unknown))!;
            problems.Add(unknown, "There is no such setting.", Distance(near, unknown) <= 3 ? $"Did you mean {near}?" : "Remove it, or see WeChatOptions for the names.");
        }

        var canBind = true;
        foreach (var name in Flags.Where(name => section[name] is { } text && !bool.TryParse(text, out _)))
        {
            problems.Add(name, "It is neither true nor false.", "Set true or false.");
            canBind = false;
        }

        foreach (var name in Times.Where(name => section[name] is { } text && !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _)))
        {
            problems.Add(name, "It is not a time.", "Write hours:minutes:seconds, as 00:00:10 for ten seconds.");
            canBind = false;
        }

        foreach (var name in Numbers.Where(name => section[name] is { } text && !int.TryParse(text, CultureInfo.InvariantCulture, out _)))
        {
            problems.Add(name, "It is not a whole number.", "Write it in digits.");
            canBind = false;
        }

        return canBind;
    }

    private static bool Has(IEnumerable<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Leaves(IConfigurationSection section, string prefix)
    {
        foreach (var child in section.GetChildren())
        {
            var name = prefix + child.Key;
            if (name.Equals("Barcode", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var inner in Leaves(child, "Barcode:"))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return name;
            }
        }
    }

    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
