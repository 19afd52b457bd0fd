namespace Payments.Simulators.WeChat.Protocol;

internal enum FieldKind
{
    Text,
    Integer,
    Flag,
    Object,
    List,
}

/// <summary>One field a request may carry, and its limits.</summary>
internal sealed record Field(string Name, string Label, FieldKind Kind)
{
    public bool IsRequired { get; init; }

    /// <summary>Smallest length, value or number of items.</summary>
    public long Min { get; init; }

    /// <summary>Largest length, value or number of items.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>Characters allowed besides ASCII letters and digits; null: any text.</summary>
    public string? Symbols { get; init; }

    /// <summary>The only values allowed.</summary>
    public string[]? Values { get; init; }

    /// <summary>Fields of an object, or of each item of a list; null: unchecked.</summary>
    public Field[]? Members { get; init; }

    public Field Required => this with { IsRequired = true };

    public static Field Text(string name, string label, int max, int min = 1) => new(name, label, FieldKind.Text) { Min = min, Max = max };

    public static Field Number(string name, string label, long min, long max = 100_000_000_000) => new(name, label, FieldKind.Integer) { Min = min, Max = max };

    public static Field Flag(string name, string label) => new(name, label, FieldKind.Flag);

    public static Field Object(string name, string label, params Field[] members) => new(name, label, FieldKind.Object) { Members = members };

    public static Field List(string name, string label, int max, params Field[] members) => new(name, label, FieldKind.List) { Min = 1, Max = max, Members = members };

    public static Field OneOf(string name, string label, params string[] values) => new(name, label, FieldKind.Text) { Min = 1, Max = 64, Values = values };
}
