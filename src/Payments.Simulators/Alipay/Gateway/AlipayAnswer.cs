using System.Text.Json.Nodes;

namespace Payments.Simulators.Alipay.Gateway;

/// <summary>The content of one answer, before it is put into a node, encrypted and signed.</summary>
internal sealed record AlipayAnswer(string Code, string Message, string? SubCode, string? SubMessage, JsonObject Fields)
{
    public const string Succeeded = "10000";
    public const string InProcess = "10003";

    /// <summary>Whether the call was taken: paid, or waiting for the buyer.</summary>
    public bool IsAccepted => Code is Succeeded or InProcess;

    /// <summary>Whether the gateway itself refused, before any business was looked at.</summary>
    public bool IsFromGateway { get; private init; }

    public static AlipayAnswer Success(JsonObject fields) => new(Succeeded, "Success", null, null, fields);

    public static AlipayAnswer Waiting(JsonObject fields) => new(InProcess, "order success pay inprocess", null, null, fields);

    /// <summary>A business refusal: code 40004.</summary>
    public static AlipayAnswer Refused(string subCode, string subMessage, JsonObject? fields = null) =>
        new("40004", "Business Failed", subCode, subMessage, fields ?? []);

    /// <summary>The platform does not know how the call ended: code 20000.</summary>
    public static AlipayAnswer Unavailable(string subCode = "aop.ACQ.SYSTEM_ERROR", string subMessage = "系统错误") =>
        new("20000", "Service Currently Unavailable", subCode, subMessage, []);

    public static AlipayAnswer Missing(string subCode, string subMessage) =>
        new("40001", "Missing Required Arguments", subCode, subMessage, []) { IsFromGateway = true };

    public static AlipayAnswer Invalid(string subCode, string subMessage) =>
        new("40002", "Invalid Arguments", subCode, subMessage, []) { IsFromGateway = true };

    public static AlipayAnswer Limited() =>
        new("40005", "Call Limited", "isv.app-call-limited", "应用调用次数超限，包含调用频率超限", []) { IsFromGateway = true };

    /// <summary>The answer a refusal scenario asks for: the class of the sub code decides the code.</summary>
    public static AlipayAnswer ForSubCode(string subCode, string subMessage) => subCode switch
    {
        _ when subCode.StartsWith("isv.missing-", StringComparison.Ordinal) => Missing(subCode, subMessage),
        "isv.app-call-limited" or "isv.method-call-limited" => Limited() with { SubCode = subCode, SubMessage = subMessage },
        _ when subCode.StartsWith("isv.insufficient-", StringComparison.Ordinal) =>
            new("40006", "Insufficient Permissions", subCode, subMessage, []) { IsFromGateway = true },
        _ when subCode.StartsWith("isv.", StringComparison.Ordinal) => Invalid(subCode, subMessage),
        _ when subCode.StartsWith("isp.", StringComparison.Ordinal) || subCode.StartsWith("aop.", StringComparison.Ordinal) =>
            Unavailable(subCode, subMessage),
        _ => Refused(subCode, subMessage),
    };

    public JsonObject ToJson()
    {
        var node = new JsonObject { ["code"] = Code, ["msg"] = Message };
        if (SubCode is not null) node["sub_code"] = SubCode;
        if (SubMessage is not null) node["sub_msg"] = SubMessage;
        foreach (var (name, value) in Fields) node[name] = value?.DeepClone();
        return node;
    }
}

/// <summary>Leaves a method with the refusal it found.</summary>
internal sealed class AlipayRefusalException(AlipayAnswer answer)
    : Exception($"Refused with {answer.SubCode}: the simulated gateway answers this to its caller.")
{
    public AlipayAnswer Answer => answer;

    /// <summary>A business refusal: code 40004.</summary>
    public static AlipayRefusalException Business(string subCode, string subMessage) => new(AlipayAnswer.Refused(subCode, subMessage));

    public static AlipayRefusalException InvalidParameter(string field) =>
        Business("ACQ.INVALID_PARAMETER", $"参数无效：{field}");
}
