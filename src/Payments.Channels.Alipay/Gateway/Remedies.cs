namespace Payments.Channels.Alipay.Gateway;

/// <summary>What to do about the refusals people meet most.</summary>
internal static class Remedies
{
    public static string For(string name) => name switch
    {
        "SELLER_BALANCE_NOT_ENOUGH" => "Top up the merchant's Alipay balance, then repeat the refund under the same number.",
        "PAYMENT_AUTH_CODE_INVALID" => "Have the payer refresh the code and scan it again, under a new attempt.",
        "BUYER_BALANCE_NOT_ENOUGH" or "BUYER_BANKCARD_BALANCE_NOT_ENOUGH" or "NO_PAYMENT_INSTRUMENTS_AVAILABLE" => "Have the payer choose another way to pay.",
        "CONTEXT_INCONSISTENT" or "DISCORDANT_REPEAT_REQUEST" => "The number was used before with other parameters: use a new one.",
        "TRADE_HAS_CLOSE" => "The payment is closed at Alipay: start a new attempt.",
        "TRADE_HAS_SUCCESS" => "The payment was already made: query it.",
        "TRADE_NOT_EXIST" => "Check the number; a page, app or QR payment exists only once the payer has opened it.",
        "TRADE_HAS_FINISHED" or "TRADE_NOT_ALLOW_REFUND" => "The time for refunds is over: pay the customer back another way.",
        "INVALID_PARAMETER" => "Check lengths and characters of the fields sent; the call's record in Alipay's console names the field.",
        "ACCESS_FORBIDDEN" => "Sign the contract for this product in Alipay's console.",
        _ when name.Contains("LIMIT", StringComparison.Ordinal) || name.StartsWith("BEYOND_", StringComparison.Ordinal) => "A limit of the payer or the merchant is reached: try another way to pay, or later.",
        _ when name.Contains("RISK", StringComparison.Ordinal) => "Alipay sees a risk: do not repeat it; have the payer choose another way.",
        _ => "Look the code up in Alipay's documentation of the call.",
    };

    public static string ForGateway(string name) => name switch
    {
        "INVALID_SIGNATURE" => "Check AppPrivateKey: the console must hold the public half of this very key.",
        "INVALID_APP_ID" => "Check AppId and GatewayUrl: an application of the sandbox is unknown in production, and the other way round.",
        "INVALID_TIMESTAMP" or "ILLEGAL_TIMESTAMP" => "Correct this host's clock.",
        "INVALID_ENCRYPT" or "INVALID_ENCRYPT_TYPE" or "MISSING_ENCRYPT_KEY" or "DECRYPTION_ERROR" => "Compare AesKey with the console's content key.",
        "MISSING_APP_CERT_SN" or "MISSING_ALIPAY_ROOT_CERT_SN" => "The application is in certificate mode: set the three certificates.",
        "INSUFFICIENT_ISV_PERMISSIONS" => "Add the product to the application in the console and sign its contract.",
        _ when name.Contains("AUTH_TOKEN", StringComparison.Ordinal) => "Have the merchant authorise the application again and set the new AppAuthToken.",
        _ => "Compare the account's settings with Alipay's console.",
    };
}
