namespace Payments.PostgreSql;

/// <summary>The names of closed sets as the tables have them.</summary>
internal static class Words
{
    public static string Of<T>(T word)
        where T : struct, Enum => Enum.GetName(word) ?? throw new ArgumentOutOfRangeException(nameof(word), $"{word} is no {typeof(T).Name}.");
}
