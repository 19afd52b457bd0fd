using System.Text.Json;
using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Compares by content, member by member: a member the words gain later is compared too.</summary>
internal static class Same
{
    private static readonly IReadOnlyList<PaymentAttempt> NoAttempts = [];
    private static readonly IReadOnlyList<Refund> NoRefunds = [];

    public static void Order(PaymentOrder expected, PaymentOrder? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected with { Attempts = NoAttempts, Refunds = NoRefunds }, actual with { Attempts = NoAttempts, Refunds = NoRefunds });
        Assert.Equal(expected.Refunds, actual.Refunds);
        Assert.Equal(expected.Attempts.Select(attempt => attempt.AttemptNo), actual.Attempts.Select(attempt => attempt.AttemptNo));
        foreach (var (wanted, found) in expected.Attempts.Zip(actual.Attempts))
        {
            Assert.Equal(wanted with { NextAction = null, Route = null }, found with { NextAction = null, Route = null });
            Assert.Equal(Json(wanted.NextAction), Json(found.NextAction));
            Assert.Equal(Json(wanted.Route), Json(found.Route));
        }
    }

    public static void Event(PaymentEvent expected, PaymentEvent actual)
    {
        Assert.Equal(expected with { Order = null! }, actual with { Order = null! });
        Order(expected.Order with { Attempts = [.. expected.Order.Attempts.Select(attempt => attempt with { Route = null })] }, actual.Order); // events carry no routes
    }

    public static void Evidence(Evidence expected, Evidence actual)
    {
        Assert.Equal(expected with { Body = default }, actual with { Body = default });
        Assert.Equal(expected.Body.ToArray(), actual.Body.ToArray());
    }

    private static string? Json(NextAction? action) => action is null ? null : JsonSerializer.Serialize(action, PaymentsJson.Default.NextAction);

    private static string? Json(RouteRecord? route) => route is null ? null : JsonSerializer.Serialize(route, PaymentsJson.Default.RouteRecord);
}
