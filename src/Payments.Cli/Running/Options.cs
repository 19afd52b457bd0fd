using System.Globalization;

namespace Payments.Cli.Running;

/// <summary>Options of one command, <c>--name value</c> or <c>--name=value</c>. What is unknown, twice or without a value is an error.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly string _help;

    /// <param name="arguments">What the user wrote.</param>
    /// <param name="names">The options there are; those that take no value end in <c>!</c>.</param>
    /// <param name="help">Shown with an error.</param>
    public Options(IReadOnlyList<string> arguments, IReadOnlyList<string> names, string help)
    {
        _help = help;
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = Split(arguments[index]);
            if (names.Contains(name + "!", StringComparer.Ordinal))
            {
                value ??= "true";
            }
            else if (!names.Contains(name, StringComparer.Ordinal))
            {
                throw Wrong($"'{arguments[index]}' is no option");
            }

            value ??= index + 1 < arguments.Count ? arguments[++index] : throw Wrong($"{name} needs a value");
            if (!_values.TryAdd(name, value))
            {
                throw Wrong($"{name} is given twice");
            }
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Find(string name) => _values.GetValueOrDefault(name);

    public string Get(string name) => Find(name) ?? throw Wrong($"{name} is missing");

    public long Number(string name, long least, long most, long otherwise) => Find(name) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{name} is a whole number from {least} to {most}, not '{text}'"));

    public T Of<T>(string name, T otherwise, Func<string, T?> parse, string form)
        where T : struct => Find(name) is not { } text ? otherwise : parse(text) ?? throw Wrong($"{name} is {form}, not '{text}'");

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return argument.StartsWith("--", StringComparison.Ordinal) && equals > 0 ? (argument[..equals], argument[(equals + 1)..]) : (argument, null);
    }

    private UsageException Wrong(string what) => new($"{what}.{Environment.NewLine}{_help}");
}
