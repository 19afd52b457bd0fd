using Payments.Channels.Alipay.Options;
using Payments.Channels.Alipay.Signing;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>Puts the common parameters around a call's content and signs the whole.</summary>
internal sealed class RequestBuilder(AlipayAccount account, TimeProvider time)
{
    /// <exception cref="ChannelUnreachableException">The account's signer failed; nothing was sent.</exception>
    public async ValueTask<SignedParameters> BuildAsync(GatewayCall call, CancellationToken cancellationToken)
    {
        var aes = call.IsPlain ? null : account.Aes;
        var parameters = new RequestParameters();
        parameters.Add("app_id", account.AppId);
        parameters.Add("method", call.Method);
        parameters.Add("format", "JSON");
        parameters.Add("charset", "utf-8");
        parameters.Add("sign_type", "RSA2");
        parameters.Add("timestamp", BeijingTime.Write(call.Timestamp ?? time.GetUtcNow()));
        parameters.Add("version", "1.0");
        parameters.Add("notify_url", call.NotifyUrl);
        parameters.Add("return_url", call.ReturnUrl);
        parameters.Add("app_auth_token", call.AppAuthToken ?? account.Options.AppAuthToken);
        parameters.Add("app_cert_sn", account.AppCertificateNumber);
        parameters.Add("alipay_root_cert_sn", account.PlatformKeys.Trust?.RootNumber);
        parameters.Add("encrypt_type", aes is null ? null : "AES");
        parameters.Add(RequestParameters.Content, aes is null ? call.Content : aes.Encrypt(call.Content));
        try
        {
            return await parameters.SignAsync(account.Signer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new ChannelUnreachableException(account.Name, "its signer failed to sign the request.", fault);
        }
    }
}
