using Payments.Channels;
using Payments.Fuzz.Cases;

namespace Payments.Fuzz.Run;

/// <summary>What holds for every callback, whatever was done to it.</summary>
internal static class Laws
{
    /// <summary>The most a refused callback may make the host allocate, in bytes.</summary>
    public const long MostAllocated = 64 * 1024;

    /// <summary>
    /// How many bytes more for each byte of a body that the platform itself signed: System.Text.Json copies the rest of a broken document into the text of
    /// its exception, several times over. No stranger gets that far.
    /// </summary>
    public const long MoreForSigned = 16;

    /// <summary>The longest one callback may take.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromMilliseconds(50);

    // The machine pauses threads for its own reasons, and a first call prepares what later calls have: only what comes back each time counts.
    private const int Retries = 3;

    /// <summary>Has the channel read the case, and says which law was broken.</summary>
    /// <returns><see langword="null"/> when all hold.</returns>
    public static string? Check(FuzzTarget target, FuzzCase fuzzCase, out Observation observation)
    {
        observation = Observation.Of(target.Channel, fuzzCase.Callback.ToRequest(FuzzTarget.Now));
        for (var retry = 0; retry < Retries && BreaksBudget(fuzzCase, observation) is not null; retry++)
        {
            observation = Observation.Of(target.Channel, fuzzCase.Callback.ToRequest(FuzzTarget.Now));
        }

        return BreaksBudget(fuzzCase, observation) ?? observation.Reading switch
        {
            null => $"it threw {observation.Fault}",
            NotificationReading.Refused refused => JudgeRefusal(target, fuzzCase, refused.Failure),
            NotificationReading.Verified verified when fuzzCase.Expectation == Expectation.Refused => $"it was verified as {verified.Notification}, and had to be refused",
            NotificationReading.Verified verified => target.Judge(fuzzCase, verified.Notification),
            _ => $"it answered with {observation.Reading.GetType()}, which is none of the library's own",
        };
    }

    private static string? BreaksBudget(FuzzCase fuzzCase, Observation observation) =>
        observation.Elapsed > LongestTime ? $"it took {observation.Elapsed.TotalMilliseconds:F1} ms"
        : observation.Reading is NotificationReading.Refused && observation.Allocated >= MostAllocated + (fuzzCase.Signed is null ? 0 : MoreForSigned * fuzzCase.Callback.Body.Length) ? $"refusing it allocated {observation.Allocated:N0} bytes"
        : null;

    private static string? JudgeRefusal(FuzzTarget target, FuzzCase fuzzCase, VerificationFailure failure)
    {
        if (fuzzCase.Expectation == Expectation.Verified)
        {
            return $"it was refused as {failure.Reason} ({failure.Detail}), and nothing that matters was changed";
        }

        if (!Enum.IsDefined(failure.Reason) || string.IsNullOrWhiteSpace(failure.Detail))
        {
            return $"its refusal does not say why: {failure}";
        }

        // A platform that signs a payer's number in the merchant's place has told it itself.
        var isShown = fuzzCase.Signed is not null && failure.Reason is (VerificationFailureReason.WrongMerchant or VerificationFailureReason.WrongApplication);
        foreach (var secret in target.Secrets)
        {
            if (!isShown && failure.Detail.Contains(secret, StringComparison.Ordinal))
            {
                return $"its refusal tells what it must not: {failure.Detail}";
            }
        }

        return null;
    }
}
