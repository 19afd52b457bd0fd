using System.Text.Json;
using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Compares by content, member by member: a member the words gain later is compared too.</summary>
internal static class Same
{
    private static readonly IReadOnlyList<PaymentAttempt> NoAttempts = [];

    public static void Order(PaymentOrder expected, PaymentOrder? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected with { Attempts = NoAttempts }, actual with { Attempts = NoAttempts });
        Assert.Equal(expected.Attempts.Select(attempt => attempt.AttemptNo), actual.Attempts.Select(attempt => attempt.AttemptNo));
        foreach (var (wanted, found) in expected.Attempts.Zip(actual.Attempts))
        {
            Assert.Equal(wanted with { NextAction = null }, found with { NextAction = null });
            Assert.Equal(Json(wanted.NextAction), Json(found.NextAction));
        }
    }

    public static void Event(PaymentEvent expected, PaymentEvent actual)
    {
        Assert.Equal(expected with { Order = null! }, actual with { Order = null! });
        Order(expected.Order, actual.Order);
    }

    public static void Evidence(Evidence expected, Evidence actual)
    {
        Assert.Equal(expected with { Body = default }, actual with { Body = default });
        Assert.Equal(expected.Body.ToArray(), actual.Body.ToArray());
    }

    private static string? Json(NextAction? action) => action is null ? null : JsonSerializer.Serialize(action, PaymentsJson.Default.NextAction);
}
