using System.Text.RegularExpressions;

namespace Payments.Channels.WeChat.Http;

/// <summary>
/// What WeChat Pay wrote, fit for a log and for an error. It may repeat whatever a request or an account holds: everything that can be a person, a
/// card or a credential is masked, known to us or not.
/// </summary>
internal static partial class ForeignText
{
    private const string Mask = "***";
    private const int Timeout = 1_000;

    /// <summary>One line, without characters that steer a terminal.</summary>
    public static string OneLine(string text, int most) =>
        new([.. text.Take(most).Select(static c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);

    /// <summary>Without e-mail addresses, numbers of 11 digits and more (telephones, cards, user ids, bar codes) and words of 20 characters and more with a digit (openids, keys).</summary>
    public static string Masked(string text) => LongWord().Replace(LongNumber().Replace(Address().Replace(text, Mask), Mask), Mask);

    [GeneratedRegex(@"[\w.+-]{1,64}@[\w-]{1,64}(\.[\w-]{1,64}){1,4}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex Address();

    [GeneratedRegex(@"[0-9]([ -]?[0-9]){10,}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"(?=[A-Za-z_=+-]*[0-9])[A-Za-z0-9_=+-]{20,}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex LongWord();
}
