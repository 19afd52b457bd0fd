using System.Text.Json.Serialization;

namespace Payments.Recon;

/// <summary>
/// From what the trade bill says to the bank, to the minor unit: gross less refunds is the channel's net, less fees is what is due, and what was
/// paid out is what came in at the bank. Whatever does not agree on the way is a step of its own.
/// </summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="GrossMinor">Payments of the trade bill.</param>
/// <param name="RefundsMinor">Its refunds, not negative.</param>
/// <param name="FeesMinor">Its fees; below zero when more was given back than taken.</param>
/// <param name="Steps">What comes after the channel's net, in order.</param>
/// <param name="BankMinor">What arrived: by the bank's statement where one was given, else what the fund flow says was paid out.</param>
/// <param name="HasStatement">Whether a bank's statement was given.</param>
public sealed record BankBridge(
    string Currency, long GrossMinor, long RefundsMinor, long FeesMinor, IReadOnlyList<BankStep> Steps, long BankMinor, bool HasStatement)
{
    /// <summary>Gross less refunds less fees: what is due.</summary>
    public long NetMinor => GrossMinor - RefundsMinor - FeesMinor;

    /// <summary>Whether the steps lead to the bank's amount.</summary>
    public bool Holds => GrossMinor - RefundsMinor + Steps.Sum(step => step.DeltaMinor) == BankMinor;

    /// <summary>Whether all agree: no step but fees, other movements and what is not paid out yet.</summary>
    public bool Agrees => Steps.All(step => step.DeltaMinor == 0 || step.Kind is BankStepKind.Fees or BankStepKind.OtherMovements or BankStepKind.NotPaidOut);
}

/// <summary>One step from the channel's net to the bank.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="DeltaMinor">What it adds, in minor units.</param>
public sealed record BankStep(BankStepKind Kind, long DeltaMinor);

/// <summary>What lies between the channel's net and the bank.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BankStepKind>))]
public enum BankStepKind
{
    /// <summary>The channel's fees by the trade bill, less those given back.</summary>
    Fees,

    /// <summary>Payments of the fund flow less those of the trade bill.</summary>
    PaymentsDiffer,

    /// <summary>Refunds of the trade bill less those of the fund flow.</summary>
    RefundsDiffer,

    /// <summary>Fees of the trade bill less those of the fund flow.</summary>
    FeesDiffer,

    /// <summary>Other movements of the balance: top-ups, transfers, shares of others.</summary>
    OtherMovements,

    /// <summary>What stays in the channel's balance, less what was paid out of earlier days'.</summary>
    NotPaidOut,

    /// <summary>The bank's statement less what the channel says it paid out.</summary>
    BankDiffers,
}
