using System.Text;

namespace Payments.Shared;

/// <summary>Reads key files, and decides when a path may be shown.</summary>
internal static class KeyFile
{
    private const int MaxBytes = 1 << 20;
    private const int MaxPath = 512;

    private static readonly string[] Extensions = [".pem", ".key", ".p12", ".pfx", ".cer", ".crt", ".der", ".txt", ".pub"];

    public static KeyReadFault? Read(string path, out byte[] content)
    {
        content = [];
        try
        {
            if (path.Length > MaxPath || !File.Exists(path))
            {
                return KeyReadFaults.FileNotFound(Shown(path));
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (file.Length is 0 or > MaxBytes)
            {
                return KeyReadFaults.FileUnreadable(path, file.Length == 0 ? "it is empty" : "it is too large");
            }

            content = new byte[file.Length];
            file.ReadExactly(content);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return KeyReadFaults.FileUnreadable(Shown(path) ?? "(not shown)", fault.GetType().Name);
        }
    }

    public static string ToText(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content[2..]),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(content[3..]),
        _ => Encoding.UTF8.GetString(content),
    };

    // What is no file may be a secret in the wrong setting. Only the unmistakable look of a key file's path is repeated.
    private static string? Shown(string path) =>
        path.Length <= MaxPath && !path.Any(char.IsControl) && Extensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            ? path
            : null;
}
