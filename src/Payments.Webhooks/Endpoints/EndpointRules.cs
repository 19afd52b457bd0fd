namespace Payments.Webhooks;

/// <summary>The limits of what is asked for.</summary>
internal static class EndpointRules
{
    private const int MostTypes = 32;
    private const int LongestType = 64;
    private const int LongestText = 256;

    /// <exception cref="InvalidPaymentRequestException">A member breaks a limit.</exception>
    public static void Check(RegisterWebhook request, AddressGuard guard)
    {
        List<FieldProblem> problems = [];
        if (guard.ProblemOf(request.Url) is { } problem)
        {
            problems.Add(new FieldProblem("url", problem));
        }

        if (!IsText(request.MerchantId))
        {
            problems.Add(new FieldProblem("merchantId", $"is 1 to {LongestText} printable characters."));
        }

        if (request.EventTypes.Count > MostTypes || !request.EventTypes.All(IsType))
        {
            problems.Add(new FieldProblem("eventTypes", $"are at most {MostTypes}, each as order.paid."));
        }

        if (problems.Count > 0)
        {
            throw new InvalidPaymentRequestException(problems);
        }
    }

    /// <exception cref="InvalidPaymentRequestException">The reason says nothing.</exception>
    public static void CheckReason(string reason)
    {
        if (!IsText(reason))
        {
            throw Invalid("reason", $"is 1 to {LongestText} printable characters: whoever looks at the endpoint later wants to know.");
        }
    }

    public static InvalidPaymentRequestException Invalid(string field, string problem) => new([new FieldProblem(field, problem)]);

    private static bool IsText(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= LongestText && !text.Any(char.IsControl);

    // Standard Webhooks 1.0: words of letters, digits and underscores between dots.
    private static bool IsType(string type) =>
        type.Length is > 0 and <= LongestType && type.Split('.').All(word => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'));
}
