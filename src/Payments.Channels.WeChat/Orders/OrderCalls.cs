using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Signing;

namespace Payments.Channels.WeChat.Orders;

/// <summary>Order, query and close.</summary>
internal sealed class OrderCalls(Merchant merchant, WeChatOptions options, VerifiedCalls calls, RequestSigner signer, TimeProvider time)
{
    // Chapter "validity" of the order calls: the credential lives this long, whatever the order's own end.
    private static readonly TimeSpan PrepayLife = TimeSpan.FromHours(2);
    private static readonly TimeSpan H5Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    public static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>
    /// Asks for the credential. "Already paid" and "number taken" are not refusals of the money (law 3): they are unknown until a query has the proof.
    /// A call that may have arrived is not repeated here: whether to ask, to repeat or to fail over, the engine decides.
    /// </summary>
    public async Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        if (Product(order.Method) is not { } product)
        {
            return new ChannelOutcome<NextAction>.Rejected(NotThisWay(order.Method));
        }

        var call = new WeChatCall("prepay", HttpMethod.Post, merchant.OrderPath + product)
        {
            Body = Json(Request(order), WeChatJson.Wire.PrepayRequest),
            SafeToRepeat = false,
            Sensitive = order.Payer?.Id is { } id ? [id.Reveal()] : [],
        };
        return await calls.SendAsync(call, cancellationToken).ConfigureAwait(false) switch
        {
            WeChatReply.Success success => await ReadAsync(success, order, cancellationToken).ConfigureAwait(false),
            WeChatReply.Refusal refusal when refusal.IsAlreadyPaid() => new ChannelOutcome<NextAction>.Unknown(
                refusal.Error with { Code = PaymentErrorCodes.OrderAlreadyPaid, Remedy = "Query the payment: only the channel's own answer proves it." }),
            WeChatReply.Refusal refusal when refusal.IsNumberTaken() => new ChannelOutcome<NextAction>.Unknown(
                refusal.Error with { Remedy = "The number was used before with other parameters: query it, close it, and try again under a new one." }),
            WeChatReply.Refusal refusal => new ChannelOutcome<NextAction>.Rejected(refusal.Error),
            WeChatReply.Uncertain uncertain => new ChannelOutcome<NextAction>.Unknown(uncertain.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Asks how a payment stands, and with the full answer (which tells a reversed payment from one never paid).</summary>
    public async Task<(ChannelOutcome<ChannelPayment> Outcome, Transaction? Answer)> QueryAsync(string attemptNo, CancellationToken cancellationToken)
    {
        var call = new WeChatCall("query", HttpMethod.Get, merchant.OrderPath + "out-trade-no/" + Uri.EscapeDataString(attemptNo) + WhoAsks());
        switch (await calls.SendAsync(call, cancellationToken).ConfigureAwait(false))
        {
            case WeChatReply.Success success:
                return Read(success, attemptNo);
            case WeChatReply.Refusal refusal when refusal.IsNoSuchOrder():
                return (new ChannelOutcome<ChannelPayment>.Accepted(new ChannelPayment
                {
                    AttemptNo = attemptNo,
                    Status = ChannelPaymentStatus.NotFound,
                    ChannelStatus = refusal.Error.ChannelCode ?? refusal.Code,
                }), null);
            case WeChatReply.Refusal refusal:
                return (new ChannelOutcome<ChannelPayment>.Rejected(refusal.Error), null);
            case WeChatReply.Uncertain uncertain:
                return (new ChannelOutcome<ChannelPayment>.Unknown(uncertain.Error), null);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Closes. A number WeChat Pay never had answers "closed" too, and can then never be paid.</summary>
    public async Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(string attemptNo, CancellationToken cancellationToken)
    {
        var request = merchant.IsPartner
            ? new CloseRequest { SpMchId = merchant.MchId, SubMchId = merchant.SubMchId }
            : new CloseRequest { MchId = merchant.MchId };
        var call = new WeChatCall("close", HttpMethod.Post, merchant.OrderPath + "out-trade-no/" + Uri.EscapeDataString(attemptNo) + "/close")
        {
            Body = Json(request, WeChatJson.Wire.CloseRequest),
        };
        return await calls.SendAsync(call, cancellationToken).ConfigureAwait(false) switch
        {
            WeChatReply.Success => Is(ChannelCloseResult.Closed),
            WeChatReply.Refusal refusal when refusal.IsAlreadyPaid() => Is(ChannelCloseResult.AlreadyPaid),
            WeChatReply.Refusal refusal when refusal.IsClosed() => Is(ChannelCloseResult.Closed),
            WeChatReply.Uncertain { IsUserPaying: true } => Is(ChannelCloseResult.PayerIsPaying),
            WeChatReply.Refusal refusal when refusal.IsNoSuchOrder() => Is(ChannelCloseResult.NothingToClose),
            WeChatReply.Refusal { MayHaveArrivedBefore: true } refusal => new ChannelOutcome<ChannelCloseResult>.Unknown(refusal.Error with { Remedy = ChannelErrors.AskRemedy }),
            WeChatReply.Refusal refusal => new ChannelOutcome<ChannelCloseResult>.Rejected(refusal.Error),
            WeChatReply.Uncertain uncertain => new ChannelOutcome<ChannelCloseResult>.Unknown(uncertain.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        static ChannelOutcome<ChannelCloseResult> Is(ChannelCloseResult result) => new ChannelOutcome<ChannelCloseResult>.Accepted(result);
    }

    /// <summary>Checks that an answer is about what was asked.</summary>
    public VerificationFailure? CheckAnswer(Transaction transaction, string attemptNo) =>
        merchant.Check(transaction) ?? (transaction.OutTradeNo == attemptNo
            ? null
            : new VerificationFailure(VerificationFailureReason.BodyChanged, "It is about another out_trade_no than was asked for."));

    private static string? Product(PaymentMethod method) =>
        method == WeChatPaymentMethods.Native ? "native"
        : method == WeChatPaymentMethods.Jsapi || method == WeChatPaymentMethods.MiniProgram ? "jsapi"
        : method == WeChatPaymentMethods.App ? "app"
        : method == WeChatPaymentMethods.H5 ? "h5"
        : null;

    private static PaymentError NotThisWay(PaymentMethod method) => new()
    {
        Code = PaymentErrorCodes.InvalidRequest,
        Message = $"'{method}' is not a method this account creates a credential for; nothing was sent.",
        Remedy = "Charge bar codes with PayAsync; ask Capabilities for the methods.",
    };

    private PrepayRequest Request(ChannelOrder order)
    {
        var request = new PrepayRequest
        {
            Description = order.Subject,
            OutTradeNo = order.AttemptNo,
            TimeExpire = order.ExpiresAt.ToOffset(ChinaOffset).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            NotifyUrl = order.NotifyUrl,
            Amount = new OrderAmount(order.Amount.MinorUnits, order.Amount.Currency.Code),
            Payer = order.Method == WeChatPaymentMethods.Jsapi || order.Method == WeChatPaymentMethods.MiniProgram ? PayerOf(order) : null,
            Scene = order.Method == WeChatPaymentMethods.H5 ? new OrderScene(order.Payer?.IpAddress ?? "", new H5Info(options.H5SceneType)) : null,
        };
        return merchant.IsPartner
            ? request with { SpAppId = merchant.AppIdFor(order.Method), SpMchId = merchant.MchId, SubAppId = merchant.SubAppId, SubMchId = merchant.SubMchId }
            : request with { AppId = merchant.AppIdFor(order.Method), MchId = merchant.MchId };
    }

    private OrderPayer PayerOf(ChannelOrder order)
    {
        var openId = order.Payer?.Id?.Reveal();
        return !merchant.IsPartner ? new OrderPayer { OpenId = openId }
            : merchant.SubAppId is null ? new OrderPayer { SpOpenId = openId }
            : new OrderPayer { SubOpenId = openId };
    }

    private string WhoAsks() => merchant.IsPartner
        ? $"?sp_mchid={Uri.EscapeDataString(merchant.MchId)}&sub_mchid={Uri.EscapeDataString(merchant.SubMchId!)}"
        : $"?mchid={Uri.EscapeDataString(merchant.MchId)}";

    private async Task<ChannelOutcome<NextAction>> ReadAsync(WeChatReply.Success success, ChannelOrder order, CancellationToken cancellationToken)
    {
        PrepayAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize(success.Body, WeChatJson.Default.PrepayAnswer);
        }
        catch (JsonException)
        {
            answer = null;
        }

        var action = answer is null ? null : await ActionAsync(answer, order, cancellationToken).ConfigureAwait(false);
        return action is null
            ? new ChannelOutcome<NextAction>.Unknown(ChannelErrors.Malformed("prepay", "it has no credential in it."))
            : new ChannelOutcome<NextAction>.Accepted(action with { ExpiresAt = CredentialEnd(order) });
    }

    private async ValueTask<NextAction?> ActionAsync(PrepayAnswer answer, ChannelOrder order, CancellationToken cancellationToken)
    {
        if (order.Method == WeChatPaymentMethods.Native)
        {
            return answer.CodeUrl is { Length: > 0 } content ? new NextAction.ShowQrCode(content) : null;
        }

        if (order.Method == WeChatPaymentMethods.H5)
        {
            return Uri.TryCreate(answer.H5Url, UriKind.Absolute, out _) ? new NextAction.Redirect(WithReturn(answer.H5Url, order.ReturnUrl)) : null;
        }

        if (answer.PrepayId is not { Length: > 0 } prepayId)
        {
            return null;
        }

        var appId = merchant.ClientAppIdFor(order.Method);
        var parameters = order.Method == WeChatPaymentMethods.App
            ? await ClientPay.ForAppAsync(signer, appId, merchant.SubMchId ?? merchant.MchId, prepayId, cancellationToken).ConfigureAwait(false)
            : await ClientPay.ForPageAsync(signer, appId, prepayId, order.Method == WeChatPaymentMethods.MiniProgram, cancellationToken).ConfigureAwait(false);
        return new NextAction.InvokeClientSdk(order.Method.Value, parameters);
    }

    private static string WithReturn(string url, string? returnUrl) =>
        returnUrl is null ? url : $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}redirect_url={Uri.EscapeDataString(returnUrl)}";

    private DateTimeOffset CredentialEnd(ChannelOrder order)
    {
        var end = time.GetUtcNow() + (order.Method == WeChatPaymentMethods.H5 ? H5Life : PrepayLife);
        return end < order.ExpiresAt ? end : order.ExpiresAt;
    }

    private (ChannelOutcome<ChannelPayment> Outcome, Transaction? Answer) Read(WeChatReply.Success success, string attemptNo)
    {
        try
        {
            var transaction = Transaction.Read(success.Body);
            return CheckAnswer(transaction, attemptNo) is { } failure
                ? (new ChannelOutcome<ChannelPayment>.Unknown(ChannelErrors.Untrusted("query", failure)), null)
                : (new ChannelOutcome<ChannelPayment>.Accepted(transaction.ToPayment()), transaction);
        }
        catch (Exception exception) when (JsonMembers.IsMalformed(exception))
        {
            return (new ChannelOutcome<ChannelPayment>.Unknown(ChannelErrors.Malformed("query", "it is not the description of a payment.")), null);
        }
    }
}
