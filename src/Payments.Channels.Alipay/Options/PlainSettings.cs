using System.Globalization;

namespace Payments.Channels.Alipay.Options;

/// <summary>Checks the settings that are no keys.</summary>
internal static class PlainSettings
{
    private const int MaxProductCode = 64;

    public static void Check(AlipayOptions options, SettingProblems problems)
    {
        CheckIds(options, problems);
        CheckProducts(options, problems);
        CheckRange(problems, nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        CheckRange(problems, nameof(options.TryTimeout), options.TryTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60));
        CheckRange(problems, nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        if (options.MaxRetries is < 0 or > 5)
        {
            problems.Add(nameof(options.MaxRetries), "It is outside 0 to 5.", "Set a number in that range; the default is 2.");
        }

        CheckRange(problems, nameof(options.BarcodePollInterval), options.BarcodePollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30));
        CheckRange(problems, nameof(options.BarcodePollTime), options.BarcodePollTime, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        if (options.MaxBillBytes is < 1024 or > 64L << 30)
        {
            problems.Add(nameof(options.MaxBillBytes), "It is outside 1,024 to 68,719,476,736 bytes.", "Set a number of bytes in that range; the default is 2,147,483,648.");
        }

        if (!Enum.IsDefined(options.PageForm))
        {
            problems.Add(nameof(options.PageForm), "It is not a way to hand out a page payment.", "Set Auto, Redirect or SubmitForm.");
        }
    }

    public static Uri? Gateway(AlipayOptions options, SettingProblems problems)
    {
        if (Uri.TryCreate(options.GatewayUrl, UriKind.Absolute, out var gateway)
            && gateway is { Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 }
            && (gateway.Scheme == Uri.UriSchemeHttps || (gateway.Scheme == Uri.UriSchemeHttp && gateway.IsLoopback)))
        {
            return gateway;
        }

        problems.Add(
            nameof(options.GatewayUrl),
            "It is not an absolute https address without query (http is taken for a loopback address only).",
            "Set https://openapi.alipay.com/gateway.do, or https://openapi-sandbox.dl.alipaydev.com/gateway.do for the sandbox.");
        return null;
    }

    private static void CheckIds(AlipayOptions options, SettingProblems problems)
    {
        if (string.IsNullOrEmpty(options.AppId))
        {
            problems.Add(nameof(options.AppId), "It is missing.", "Set the application's id (APPID) from the console.");
        }
        else if (options.AppId.Length > 32 || !options.AppId.All(char.IsAsciiDigit))
        {
            problems.Add(nameof(options.AppId), "It is not 1 to 32 digits.", "Set the application's id (APPID) from the console, as 2021000000000001.");
        }

        if (string.IsNullOrEmpty(options.SellerId))
        {
            problems.Add(nameof(options.SellerId), "It is missing; without it a callback for another merchant could not be told from yours.", "Set the merchant's id (PID) from the console.");
        }
        else if (options.SellerId.Length != 16 || !options.SellerId.All(char.IsAsciiDigit) || !options.SellerId.StartsWith("2088", StringComparison.Ordinal))
        {
            problems.Add(nameof(options.SellerId), "It is not 16 digits starting with 2088.", "Set the merchant's id (PID) from the console, not the application's id or the login name.");
        }

        if (options.AppAuthToken is { Length: > 0 } token && (token.Length > 40 || token.Any(char.IsWhiteSpace)))
        {
            problems.Add(nameof(options.AppAuthToken), "It is longer than 40 characters or holds white space.", "Set the token Alipay gave for the merchant, or remove the setting.");
        }

        if (options.MiniProgramAppId is { Length: > 0 } mini && (mini.Length > 32 || !mini.All(char.IsAsciiDigit)))
        {
            problems.Add(nameof(options.MiniProgramAppId), "It is not 1 to 32 digits.", "Set the mini program's id from the console, or remove the setting.");
        }
    }

    private static void CheckProducts(AlipayOptions options, SettingProblems problems)
    {
        CheckProduct(problems, nameof(options.WapProductCode), options.WapProductCode);
        CheckProduct(problems, nameof(options.AppProductCode), options.AppProductCode);
        CheckProduct(problems, nameof(options.PrecreateProductCode), options.PrecreateProductCode);
        CheckProduct(problems, nameof(options.CreateProductCode), options.CreateProductCode);
        CheckProduct(problems, nameof(options.BarcodeProductCode), options.BarcodeProductCode);
        if (!string.IsNullOrEmpty(options.QrPayMode) && options.QrPayMode is not ("0" or "1" or "2" or "3" or "4"))
        {
            problems.Add(nameof(options.QrPayMode), "It is not one of 0, 1, 2, 3 and 4.", "Set one of them, or remove the setting for Alipay's own page.");
        }

        if (!string.IsNullOrEmpty(options.QuitUrl) && !WebAddress.IsValid(options.QuitUrl, maxLength: 400))
        {
            problems.Add(nameof(options.QuitUrl), "It is not an absolute http or https address of at most 400 characters.", "Set the page a payer who gives up shall see, or remove the setting.");
        }
    }

    private static void CheckProduct(SettingProblems problems, string setting, string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MaxProductCode || !value.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            problems.Add(setting, $"It is not 1 to {MaxProductCode} letters, digits and underscores.", "Set the product code of your contract, or remove the setting for the default.");
        }
    }

    private static void CheckRange(SettingProblems problems, string setting, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Add(
                setting,
                string.Create(CultureInfo.InvariantCulture, $"It is outside {least} to {most}."),
                "Set a time in that range, written hh:mm:ss.");
        }
    }
}
