using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Reconciliation;

internal static class ReconciliationProblems
{
    public static Problem RunNotFound() => Problem.Of(new PaymentError
    {
        Code = PaymentErrorCodes.RunNotFound,
        Message = "There is no reconciliation run with this id.",
        Remedy = "Take the id from the list of runs, or start the day.",
    });

    public static Problem BreakNotFound() => Problem.Of(new PaymentError
    {
        Code = PaymentErrorCodes.BreakNotFound,
        Message = "There is no break with this id.",
        Remedy = "Take the id from the list of breaks.",
    });

    public static Problem FileNotFound() => Problem.Of(new PaymentError
    {
        Code = PaymentErrorCodes.FileNotFound,
        Message = "The run has no such file, or the archive no longer has it.",
        Remedy = "Take the name from the run's files. What is gone before its time shows when the archive is verified.",
    });
}
