namespace Payments.Architecture.Tests.Planted;

/// <summary>A little of everything, for the printer of the public surface.</summary>
public abstract record Surface : IDisposable
{
    public const string Word = "word";

    protected Surface(IReadOnlyList<string?> names) => Names = names;

    private Surface() => Names = [];

    public required long Amount { get; init; }

    public abstract string Name { get; }

    protected string? Hidden { get; set; }

    internal IReadOnlyList<string?> Names { get; }

    public static bool TryParse(string? text, out Surface? surface)
    {
        surface = null;
        return text is null;
    }

    public sealed override string ToString() => Word;

    public void Dispose() => GC.SuppressFinalize(this);
}

public interface ISurface<in T>
    where T : class
{
    T2? Find<T2>(string? name, T value, int limit = 3);
}

public enum SurfaceKind : byte
{
    None,
    Some = 7,
}
