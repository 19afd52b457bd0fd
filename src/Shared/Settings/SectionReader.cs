using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Payments.Shared;

/// <summary>Reads a section's settings without the reflection of a binder, so that each unreadable one is reported by its path.</summary>
internal sealed class SectionReader(IConfigurationSection? section, string defaultPath)
{
    public delegate bool TryParse<T>(string text, out T value);

    public string PathOf(string name) => $"{section?.Path ?? defaultPath}:{name}";

    public string? Text(string name) => section?[name];

    public static bool TryParseTime(string text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);

    public static bool TryParseNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public bool TryRead<T>(string name, TryParse<T> parse, out T value)
        where T : struct
    {
        value = default;
        return section?[name] is { Length: > 0 } text && parse(text, out value);
    }

    public bool IsUnreadable<T>(string name, TryParse<T> parse)
        where T : struct => section?[name] is { Length: > 0 } text && !parse(text, out _);
}
