using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Payments.Simulators.WeChat.Protocol;

/// <summary>Checks a request body against its fields and says what is wrong in WeChat Pay's manner.</summary>
internal sealed class FieldCheck(WeChatSimulatorOptions options)
{
    private const long UnknownField = 270_924_358;
    private const int MaxShown = 64;

    /// <summary>Null: the body is fine.</summary>
    public WeChatAnswer? Check(JsonElement body, Field[] fields, string pointer = "")
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return WeChatAnswer.BadParameter(pointer, null, "请求体不是合法的JSON对象");
        }

        foreach (var member in body.EnumerateObject())
        {
            if (options.RefuseUnknownFields && Array.TrueForAll(fields, field => field.Name != member.Name))
            {
                return WeChatAnswer.BadParameter($"{pointer}/{Shown(member.Name)}", null, "非法的额外参数", internalCode: UnknownField);
            }
        }

        foreach (var field in fields)
        {
            var answer = body.TryGetProperty(field.Name, out var value)
                ? CheckValue(value, field, $"{pointer}/{field.Name}")
                : field.IsRequired ? Broken(field, $"{pointer}/{field.Name}", null, "必填性规则校验失败，此字段为必填项") : null;
            if (answer is not null)
            {
                return answer;
            }
        }

        return null;
    }

    private WeChatAnswer? CheckValue(JsonElement value, Field field, string pointer) => (field.Kind, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => Broken(field, pointer, null, "类型校验失败，不允许为null"),
        (FieldKind.Text, JsonValueKind.String) => CheckText(value, field, pointer),
        (FieldKind.Integer, JsonValueKind.Number) => CheckNumber(value, field, pointer),
        (FieldKind.Flag, JsonValueKind.True or JsonValueKind.False) => null,
        (FieldKind.Object, JsonValueKind.Object) => field.Members is { } members ? Check(value, members, pointer) : null,
        (FieldKind.List, JsonValueKind.Array) => CheckList(value, field, pointer),
        _ => Broken(field, pointer, value, $"类型校验失败，期望{TypeName(field.Kind)}"),
    };

    private WeChatAnswer? CheckText(JsonElement value, Field field, string pointer)
    {
        if (!TryGetText(value, out var text) || text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return Broken(field, pointer, null, "字符集校验失败，仅支持UTF-8编码的1至3字节字符");
        }

        var length = options.MeasureTextInBytes ? Encoding.UTF8.GetByteCount(text) : text.Length;
        var unit = options.MeasureTextInBytes ? "字节数" : "字符数";
        if (length < field.Min)
        {
            return Broken(field, pointer, value, $"字符串规则校验失败，{unit} {length}，小于最小值 {field.Min}");
        }

        if (length > field.Max)
        {
            return Broken(field, pointer, value, $"字符串规则校验失败，{unit} {length}，大于最大值 {field.Max}");
        }

        if (field.Values is { } values && !values.Contains(text))
        {
            return Broken(field, pointer, value, $"枚举值规则校验失败，可选值为 {string.Join('、', values)}");
        }

        return field.Symbols is { } symbols && !text.All(c => char.IsAsciiLetterOrDigit(c) || symbols.Contains(c, StringComparison.Ordinal))
            ? Broken(field, pointer, value, "字符串规则校验失败，包含不允许的字符")
            : null;
    }

    private static WeChatAnswer? CheckNumber(JsonElement value, Field field, string pointer)
    {
        if (!value.TryGetInt64(out var number))
        {
            return Broken(field, pointer, value, "类型校验失败，期望整数");
        }

        if (number < field.Min)
        {
            return Broken(field, pointer, value, $"数值规则校验失败，值 {number}，小于最小值 {field.Min}");
        }

        return number > field.Max ? Broken(field, pointer, value, $"数值规则校验失败，值 {number}，大于最大值 {field.Max}") : null;
    }

    private WeChatAnswer? CheckList(JsonElement value, Field field, string pointer)
    {
        var count = value.GetArrayLength();
        if (count < field.Min || count > field.Max)
        {
            return Broken(field, pointer, null, $"数组规则校验失败，元素个数 {count}，应为 {field.Min} 至 {field.Max}");
        }

        if (field.Members is not { Length: > 0 } members)
        {
            return null;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Check(item, members, $"{pointer}/{index++}") is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    private static bool TryGetText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate has no text form.
            text = "";
            return false;
        }
    }

    private static WeChatAnswer Broken(Field field, string pointer, JsonElement? value, string rule) => WeChatAnswer.BadParameter(
        pointer,
        value is { } shown ? JsonValue.Create(Shown(shown.GetRawText())) : null,
        $"输入源“/body{pointer}”映射到值字段“{field.Label}”{rule}",
        message: $"输入源“/body{pointer}”映射到值字段“{field.Label}”{rule}");

    private static string Shown(string text) => text.Length > MaxShown ? string.Concat(text.AsSpan(0, MaxShown), "…") : text;

    private static string TypeName(FieldKind kind) => kind switch
    {
        FieldKind.Text => "字符串",
        FieldKind.Integer => "整数",
        FieldKind.Flag => "布尔值",
        FieldKind.Object => "对象",
        _ => "数组",
    };
}
