namespace Payments.Channels.Alipay.Gateway;

/// <summary>Refusals of the account, its application, its keys or its permissions: another account may well take the very same payment.</summary>
internal static class AccountFaults
{
    /// <summary>Whether the gateway turned a call away for the account's sake. It does so before looking at the payment; a few names speak of its content all the same.</summary>
    public static bool IsGateway(string name) => name
        is not ("INVALID_PARAMETER" or "INVALID_REQUEST_DATA" or "ILLEGAL_JSON" or "ILLEGAL_CARD_NO" or "OPENID_ERROR" or "SUSPECTED_ATTACK");

    /// <summary>Whether a business refusal is about the merchant and not about the payment or its payer.</summary>
    public static bool IsBusiness(string name) => name
        is "ACCESS_FORBIDDEN" or "PARTNER_ERROR" or "UNBOUND_APPLICATION" or "BIZ_PRODUCT_NOT_ALLOWED" or "PRODUCT_NOT_SUPPORT_IN_TINY_APP"
        or "SELLER_BEEN_BLOCKED" or "SELLER_NOT_EXIST" or "ERROR_SELLER_CERTIFY_LEVEL_LIMIT" or "INVALID_RECEIVE_ACCOUNT"
        or "MERCHANT_STATUS_NOT_NORMAL" or "MERCHANT_AGREEMENT_NOT_EXIST" or "MERCHANT_AGREEMENT_INVALID" or "RESTRICTED_MERCHANT_INDUSTRY"
        or "MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT" or "MERCHANT_PERM_RECEIPT_DAY_LIMIT"
        or "SUB_MERCHANT_CREATE_FAIL" or "SUB_MERCHANT_TYPE_INVALID" or "APPLY_PC_MERCHANT_CODE_ERROR" or "DEFAULT_SETTLE_RULE_NOT_EXIST"
        or "PLATFORM_BUSINESS_ACQUIRE_MODE_MUST_MERCHANT_ID"
        || name.StartsWith("SECONDARY_MERCHANT_", StringComparison.Ordinal);
}
