using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Payments.Simulation.Stage;

/// <summary>The story of a world, one line for each thing that happened. Costs nothing when nobody reads it.</summary>
internal sealed class Trace(TextWriter? reader)
{
    private readonly List<(string Number, string Name)> _names = [];

    public bool IsOn => reader is not null;

    /// <summary>From now on the number is told by this name.</summary>
    public void Name(string number, string name)
    {
        if (IsOn)
        {
            _names.Insert(0, (number, name));
        }
    }

    public void Write(TimeSpan at, string actor, string text)
    {
        foreach (var (number, name) in _names)
        {
            text = text.Replace(number, name, StringComparison.Ordinal);
        }

        reader?.Write(string.Create(CultureInfo.InvariantCulture, $"{at:d\\.hh\\:mm\\:ss\\.fff}  {actor,-10} {text}\n"));
    }

    /// <summary>A line that is only put together when somebody reads it.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Line
    {
        private readonly StringBuilder? _text;

        public Line(int literalLength, int formattedCount, World world, out bool isRead)
        {
            isRead = world.Trace.IsOn;
            _text = isRead ? new StringBuilder(literalLength + (formattedCount * 16)) : null;
        }

        public void AppendLiteral(string text) => _text!.Append(text);

        public void AppendFormatted<T>(T value) => _text!.Append(value is TimeSpan span ? Short(span) : value?.ToString());

        public override string ToString() => _text?.ToString() ?? "";

        private static string Short(TimeSpan span) => span.TotalSeconds < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s")
            : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min");
    }
}
