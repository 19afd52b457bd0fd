using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// How a channel account was chosen: every account, what spoke for or against it, and the draw. Written with the attempt; choosing again from the
/// same record gives the same account.
/// </summary>
public sealed record RouteRecord
{
    /// <summary>Names the rules that were in force: changes whenever they do.</summary>
    public required string RulesVersion { get; init; }

    /// <summary>The rule that applied; <see langword="null"/> when none did and the accounts were taken in the order of their registration.</summary>
    public string? Rule { get; init; }

    /// <summary>The draw among accounts of equal priority, 0 to 9,999: follows from the order's number, so that it can be drawn again.</summary>
    public required int Draw { get; init; }

    /// <summary>The accounts, in the order of their registration.</summary>
    public required IReadOnlyList<RouteCandidate> Candidates { get; init; }

    /// <summary>The account chosen, or <see langword="null"/>.</summary>
    [JsonIgnore]
    public string? Chosen => Candidates.FirstOrDefault(candidate => candidate.Verdict == RouteVerdict.Chosen)?.Account;
}

/// <summary>One account in a choice.</summary>
/// <param name="Account">The account.</param>
/// <param name="Priority">Its priority: lower goes first.</param>
/// <param name="Weight">Its share among accounts of equal priority.</param>
/// <param name="Verdict">What spoke for or against it.</param>
/// <param name="IsDown">Whether its health spoke against it; such an account is taken only when nothing better is left.</param>
public sealed record RouteCandidate(string Account, int Priority, int Weight, RouteVerdict Verdict, bool IsDown = false);

/// <summary>What spoke for or against an account.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RouteVerdict>))]
public enum RouteVerdict
{
    /// <summary>It was taken.</summary>
    Chosen,

    /// <summary>It could have been taken; another one came first by priority, by health or by the draw.</summary>
    Eligible,

    /// <summary>It does not take the method in this currency.</summary>
    Unsuited,

    /// <summary>The rule that applied does not name it.</summary>
    NotInRule,

    /// <summary>The request named another account.</summary>
    NotAskedFor,

    /// <summary>An operator drained or disabled it.</summary>
    SwitchedOff,

    /// <summary>The order was tried on it before.</summary>
    Tried,
}

/// <summary>What a choice is made for.</summary>
/// <param name="Method">The method.</param>
/// <param name="Amount">The amount.</param>
/// <param name="MerchantId">The merchant.</param>
/// <param name="OrderNo">The order; its number draws among accounts of equal priority.</param>
/// <param name="ChannelAccount">The account the request names, if it names one.</param>
public sealed record RouteQuestion(PaymentMethod Method, Money Amount, string MerchantId = Merchants.Default, OrderNo OrderNo = default, string? ChannelAccount = null);
