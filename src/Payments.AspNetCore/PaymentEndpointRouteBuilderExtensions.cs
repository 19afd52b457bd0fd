using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Payments.AspNetCore;
using Payments.AspNetCore.Health;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Notifications;
using Payments.AspNetCore.Operations;
using Payments.AspNetCore.Orders;
using Payments.AspNetCore.Reconciliation;
using Payments.AspNetCore.Webhooks;
using Payments.Webhooks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Mounts the payment routes on a host.</summary>
public static class PaymentEndpointRouteBuilderExtensions
{
    private const string DefaultPrefix = "/payments";

    /// <summary>
    /// Mounts everything: the order API with its live updates, and the address the channels call back.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The path in front of all routes. The channels' callback addresses must start with it too.</param>
    /// <returns>
    /// The group, for the host's own conventions. <c>RequireAuthorization()</c> on it leaves the callbacks open: channels prove themselves by signature.
    /// Rate limits apply to callbacks too; to spare them, put the limit on <see cref="MapPaymentOrders"/> instead.
    /// </returns>
    /// <exception cref="InvalidOperationException">The engine is missing: <c>AddPayments()</c> was not called.</exception>
    /// <exception cref="Payments.PaymentConfigurationException"><see cref="PaymentEndpointOptions"/> has a wrong setting.</exception>
    public static RouteGroupBuilder MapPayments(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = DefaultPrefix)
    {
        var group = endpoints.MapGroup(prefix);
        OrderRoutes.Map(group, EndpointServices.Require(endpoints), RouteNames.For(prefix));
        NotificationRoutes.Map(group, RouteNames.For(prefix));
        return group;
    }

    /// <summary>Mounts the order API and its live updates only: <c>{prefix}/orders…</c>.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The path in front.</param>
    /// <returns>The group, for the host's own conventions such as authorization and rate limits.</returns>
    /// <exception cref="InvalidOperationException">The engine is missing: <c>AddPayments()</c> was not called.</exception>
    /// <exception cref="Payments.PaymentConfigurationException"><see cref="PaymentEndpointOptions"/> has a wrong setting.</exception>
    public static RouteGroupBuilder MapPaymentOrders(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = DefaultPrefix)
    {
        var group = endpoints.MapGroup(prefix);
        OrderRoutes.Map(group, EndpointServices.Require(endpoints), RouteNames.For(prefix));
        return group;
    }

    /// <summary>Mounts the channels' callbacks only: <c>{prefix}/notify/{channelAccount}</c>. Open to anybody: the channel is known by its signature.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The path in front.</param>
    /// <returns>The group, for the host's own conventions.</returns>
    /// <exception cref="InvalidOperationException">The engine is missing: <c>AddPayments()</c> was not called.</exception>
    public static RouteGroupBuilder MapPaymentNotifications(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = DefaultPrefix)
    {
        var group = endpoints.MapGroup(prefix);
        _ = EndpointServices.Require(endpoints);
        NotificationRoutes.Map(group, RouteNames.For(prefix));
        return group;
    }

    /// <summary>
    /// Mounts what operators see and do: <c>{prefix}/operations…</c>. Not part of <see cref="MapPayments"/>, and open to whoever reaches it:
    /// <b>protect it</b>, as with <c>app.MapPaymentOperations().RequireAuthorization("operators")</c>. A caller can stop payments, and sees all merchants.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The path in front.</param>
    /// <returns>The group, for the host's own conventions; authorization above all.</returns>
    /// <exception cref="InvalidOperationException">The engine or its store is missing: <c>AddPayments()</c> was not called.</exception>
    public static RouteGroupBuilder MapPaymentOperations(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = DefaultPrefix)
    {
        var group = endpoints.MapGroup(prefix);
        EndpointServices.RequireOperations(endpoints);
        OperationRoutes.Map(group, RouteNames.For(prefix), EndpointServices.HasWebhooks(endpoints));
        return group;
    }

    /// <summary>
    /// Mounts reconciliation: <c>{prefix}/reconciliation…</c>. Not part of <see cref="MapPayments"/>, and open to whoever reaches it: <b>protect it</b>, as
    /// with <c>app.MapPaymentReconciliation().RequireAuthorization("finance")</c>. A caller sees all merchants' payments and settles differences. The
    /// person written down is whoever is signed in; only where the host signs nobody in is it the one the body names.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The path in front.</param>
    /// <returns>The group, for the host's own conventions; authorization above all.</returns>
    /// <exception cref="InvalidOperationException">Reconciliation is missing: <c>AddReconciliation()</c> was not called.</exception>
    public static RouteGroupBuilder MapPaymentReconciliation(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = DefaultPrefix)
    {
        var group = endpoints.MapGroup(prefix);
        EndpointServices.RequireReconciliation(endpoints);
        ReconciliationRoutes.Map(group, RouteNames.For(prefix));
        return group;
    }

    /// <summary>
    /// Mounts the health of what payments depend on, as JSON: 200 while the host can do its work, 503 while it must take no requests. It needs
    /// <c>AddPaymentsHealthChecks()</c>. It shows names and findings, no address and no secret, and asks each dependency at most once per second.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">The path.</param>
    public static IEndpointConventionBuilder MapPaymentsHealth(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/health") =>
        endpoints.MapHealthChecks(pattern, new HealthCheckOptions
        {
            Predicate = static check => check.Tags.Contains(ProbeRegistrations.Tag),
            ResponseWriter = HealthAnswer.WriteAsync,
        });

    /// <summary>
    /// Takes webhooks of a payment host in: verifies the signature (Standard Webhooks 1.0) and the time, within 5 minutes, answers challenges, and hands
    /// every message over once. Answers 2xx when the handler returns; when it throws, 500, and the sender comes again.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="secret">The endpoint's secret, <c>whsec_…</c>; several, separated by spaces, while it is rotated. Keep it in a secret store.</param>
    /// <param name="handler">
    /// Takes a message. What was taken is remembered in this process, or in the <see cref="IPaymentWebhookInbox"/> of the container: use the message's id to be
    /// sure across restarts.
    /// </param>
    /// <exception cref="FormatException">A secret is none.</exception>
    public static IEndpointConventionBuilder MapPaymentWebhook(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        string secret,
        Func<PaymentWebhook, HttpContext, Task> handler)
    {
        var secrets = secret.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(WebhookSecret.Parse).ToArray();
        ArgumentOutOfRangeException.ThrowIfZero(secrets.Length, nameof(secret));
        return endpoints.MapPost(pattern, (RequestDelegate)new WebhookReceiver(secrets, handler).RunAsync).ExcludeFromDescription();
    }
}
