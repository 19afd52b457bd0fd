using System.Text.Json;
using System.Text.Json.Nodes;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Gateway;

/// <summary>Reads business content, refusing what is out of shape with <c>ACQ.INVALID_PARAMETER</c> naming the field.</summary>
internal sealed class AlipayBiz(JsonObject content, string invalidParameter = "ACQ.INVALID_PARAMETER")
{
    /// <summary>A text of at most <paramref name="max"/> characters; null where it is missing or empty. A number counts as its text, as at the real gateway.</summary>
    public string? Text(string name, int max)
    {
        if (content[name] is not { } node) return null;
        var text = node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.Number => node.ToJsonString(),
            _ => throw Invalid(name),
        };
        if (text.Length == 0) return null;
        return text.Length <= max ? text : throw Invalid(name);
    }

    public string Required(string name, int max) => Text(name, max) ?? throw Invalid(name);

    /// <summary>An amount in fen, at least one, not above <paramref name="largest"/>.</summary>
    public long Amount(string name, long smallest, long largest, string tooMuch)
    {
        if (AlipayAmount.Parse(Required(name, 16)) is not { } fen || fen < smallest) throw Invalid(name);
        return fen <= largest ? fen : throw AlipayRefusalException.Business(tooMuch, $"金额超限：{name}");
    }

    public AlipayBiz? Object(string name) => content[name] switch
    {
        null => null,
        JsonObject inner => new AlipayBiz(inner, invalidParameter),
        _ => throw Invalid(name),
    };

    public bool Lists(string name, string item) =>
        content[name] is JsonArray list && list.Any(node => node is JsonValue value && value.TryGetValue<string>(out var text) && text == item);

    public AlipayRefusalException Invalid(string field) => AlipayRefusalException.Business(invalidParameter, $"参数无效：{field}");
}
