namespace Payments.Channels.WeChat.Signing;

/// <summary>The parameter packages the payer's SDK takes, each signed over its own four lines.</summary>
internal static class ClientPay
{
    /// <summary>For <c>WeixinJSBridge.invoke("getBrandWCPayRequest")</c> and <c>wx.requestPayment</c>; the latter takes no <c>appId</c> but has it signed.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, string>> ForPageAsync(
        RequestSigner signer, string appId, string prepayId, bool isMiniProgram, CancellationToken cancellationToken)
    {
        var timeStamp = signer.Timestamp();
        var nonce = RequestSigner.NewNonce();
        var package = "prepay_id=" + prepayId;
        var sign = await signer.SignLinesAsync(appId, timeStamp, nonce, package, cancellationToken).ConfigureAwait(false);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!isMiniProgram)
        {
            parameters.Add("appId", appId);
        }

        parameters.Add("timeStamp", timeStamp);
        parameters.Add("nonceStr", nonce);
        parameters.Add("package", package);
        parameters.Add("signType", "RSA");
        parameters.Add("paySign", sign);
        return parameters;
    }

    /// <summary>For the app SDK's <c>PayReq</c>. The fixed <c>package</c> is not signed.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, string>> ForAppAsync(
        RequestSigner signer, string appId, string partnerId, string prepayId, CancellationToken cancellationToken)
    {
        var timestamp = signer.Timestamp();
        var nonce = RequestSigner.NewNonce();
        var sign = await signer.SignLinesAsync(appId, timestamp, nonce, prepayId, cancellationToken).ConfigureAwait(false);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["appid"] = appId,
            ["partnerid"] = partnerId,
            ["prepayid"] = prepayId,
            ["package"] = "Sign=WXPay",
            ["noncestr"] = nonce,
            ["timestamp"] = timestamp,
            ["sign"] = sign,
        };
    }
}
