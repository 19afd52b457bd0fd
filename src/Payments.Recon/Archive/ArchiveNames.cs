using System.Globalization;

namespace Payments.Recon.Archive;

/// <summary>The names of an archive's objects.</summary>
internal static class ArchiveNames
{
    public const string Contents = "objects/";
    public const string Index = "index/";
    public const string None = "0000000000000000000000000000000000000000000000000000000000000000";

    private const int Longest = 200;
    private const int Sha256Length = 64;
    private const string Extension = ".json";

    public static string Content(string sha256) => $"{Contents}{sha256.AsSpan(0, 2)}/{sha256}";

    public static string Entry(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Index}{sequence:D12}{Extension}");

    /// <summary>The hash a content's name says, or <see langword="null"/> where it is no content's name.</summary>
    public static string? HashOf(string name) => name.Length == Contents.Length + 3 + Sha256Length && name == Content(name[^Sha256Length..]) ? name[^Sha256Length..] : null;

    /// <summary>The place an entry's name says, or 0 where it is no entry's name.</summary>
    public static long SequenceOf(string name) =>
        name.StartsWith(Index, StringComparison.Ordinal)
        && name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Index.Length, name.Length - Index.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
        && name == Entry(sequence)
            ? sequence
            : 0;

    /// <exception cref="ArgumentException">The name is not one an archive's object can have.</exception>
    public static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= Longest && Array.TrueForAll(name.Split('/'), IsPart)
            ? name
            : throw new ArgumentException($"'{name}' is no name for an object: parts of a-z, 0-9, '-' and '.', divided by '/', at most {Longest} characters.", nameof(name));
    }

    public static bool IsPart(string part) => part.Length > 0 && part[0] != '.' && part.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.');
}
