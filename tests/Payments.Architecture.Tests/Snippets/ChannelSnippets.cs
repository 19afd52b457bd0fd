using Payments.Channels;

namespace Payments.Architecture.Tests.Snippets;

#region channel
public sealed class AcmeChannel(string account, AcmeClient acme) : IPaymentChannel
{
    public static readonly PaymentMethod Qr = PaymentMethod.Parse("acme.qr");

    public string Account => account;

    public ChannelCapabilities Capabilities { get; } = new()
    {
        Channel = "acme",
        Methods = [new MethodCapability { Method = Qr, Currencies = [Currency.Cny], ChargesWithoutCredential = false }],
    };

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) =>
        order.Subject.Length <= 64 ? [] : [new FieldProblem("subject", "Acme takes at most 64 characters.")];

    public async Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var answer = await acme.PostAsync("/orders", order.AttemptNo, order.Amount, order.NotifyUrl, cancellationToken);
        return answer switch
        {
            { IsVerified: false } => new ChannelOutcome<NextAction>.Unknown(answer.ToError(PaymentErrorCodes.ChannelNoAnswer)),
            { Code: "OK" } => new ChannelOutcome<NextAction>.Accepted(new NextAction.ShowQrCode(answer.Qr)),
            _ => new ChannelOutcome<NextAction>.Rejected(answer.ToError(PaymentErrorCodes.ChannelRejected)),
        };
    }

    public async Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        var answer = await acme.GetAsync($"/orders/{reference.AttemptNo}", cancellationToken);
        return answer.IsVerified
            ? new ChannelOutcome<ChannelPayment>.Accepted(answer.ToPayment(reference.AttemptNo))
            : new ChannelOutcome<ChannelPayment>.Unknown(answer.ToError(PaymentErrorCodes.ChannelNoAnswer));
    }

    public async Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        var answer = await acme.PostAsync($"/orders/{reference.AttemptNo}/close", cancellationToken);
        return answer switch
        {
            { IsVerified: false } => new ChannelOutcome<ChannelCloseResult>.Unknown(answer.ToError(PaymentErrorCodes.ChannelNoAnswer)),
            { Code: "OK" } => new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.Closed),
            { Code: "PAID" } => new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.AlreadyPaid),
            _ => new ChannelOutcome<ChannelCloseResult>.Rejected(answer.ToError(PaymentErrorCodes.ChannelRejected)),
        };
    }

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(acme.Read(request));

    public NotificationReply ReplyTo(NotificationVerdict verdict) => verdict switch
    {
        NotificationVerdict.Accepted => new(200, "text/plain", "ok"),
        NotificationVerdict.TryAgain => new(503, null, ""),
        _ => new(401, null, ""),
    };
}
#endregion

#region channel-extension
public static class AcmePaymentsBuilderExtensions
{
    public static PaymentsBuilder AddAcme(this PaymentsBuilder builder, string account, Uri address)
    {
        builder.AddConfigurationCheck(_ => new AcmeCheck($"{builder.Configuration?.Path ?? "Payments"}:Acme:{account}", address));
        return builder.AddChannel(account, "acme", services =>
            new AcmeChannel(account, new AcmeClient(account, address, services.GetRequiredService<TimeProvider>())));
    }
}

public sealed class AcmeCheck(string path, Uri address) : IConfigurationCheck
{
    public IEnumerable<ConfigurationProblem> Check()
    {
        if (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps)
        {
            yield return new ConfigurationProblem($"{path}:Address", "is not an https address.", "Set Acme's API address.");
        }
    }
}
#endregion

/// <summary>Stands for what the channel's author writes: signing, sending, verifying.</summary>
public sealed class AcmeClient(string account, Uri address, TimeProvider time)
{
    public Task<AcmeAnswer> PostAsync(string path, string attemptNo, Money amount, string notifyUrl, CancellationToken cancellationToken) =>
        Task.FromException<AcmeAnswer>(new ChannelUnreachableException(account, $"{address}{path} is an example ({attemptNo}, {amount}, {notifyUrl}, {time.GetUtcNow()})."));

    public Task<AcmeAnswer> PostAsync(string path, CancellationToken cancellationToken) => GetAsync(path, cancellationToken);

    public Task<AcmeAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        Task.FromException<AcmeAnswer>(new ChannelUnreachableException(account, $"{path} is an example."));

    public NotificationReading Read(NotificationRequest request) => new NotificationReading.Refused(
        new VerificationFailure(VerificationFailureReason.MissingHeader, $"'Acme-Signature' is missing among {request.Headers.Count} headers of '{account}'."));
}

public sealed record AcmeAnswer(bool IsVerified, string Code, string Qr)
{
    public PaymentError ToError(string code) => new() { Code = code, Message = $"Acme said {Code}.", Remedy = "Compare the request with Acme's documents.", ChannelCode = Code };

    public ChannelPayment ToPayment(string attemptNo) => new() { AttemptNo = attemptNo, Status = ChannelPaymentStatus.AwaitingPayer, ChannelStatus = Code };
}
