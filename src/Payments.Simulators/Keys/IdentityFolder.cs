using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Payments.Simulators.Keys;

/// <summary>Where identities (keys, certificates, numbers) live: one JSON file each under the data folder, or nowhere.</summary>
internal sealed class IdentityFolder(SimulatorOptions options)
{
    /// <summary>Reads <c>simulator-{name}.json</c>, or makes it. Two processes starting together end with the same identity: the first rename wins.</summary>
    public T LoadOrCreate<T>(string name, JsonTypeInfo<T> type, Func<T> create)
    {
        if (options.DataFolder is not { } folder)
        {
            return create();
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"simulator-{name}.json");
        if (!File.Exists(path))
        {
            Publish(path, JsonSerializer.SerializeToUtf8Bytes(create(), type));
        }

        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize(file, type)
            ?? throw new InvalidDataException($"The simulator's identity file {Path.GetFileName(path)} is empty. Delete it to have a new one made.");
    }

    /// <summary>The rest of the names that start so and are kept already.</summary>
    public IEnumerable<string> Names(string prefix)
    {
        var start = $"simulator-{prefix}";
        return Directory.Exists(options.DataFolder)
            ? Directory.EnumerateFiles(options.DataFolder, $"{start}*.json").Select(path => Path.GetFileNameWithoutExtension(path)[start.Length..])
            : [];
    }

    private static void Publish(string path, byte[] content)
    {
        var draft = $"{path}.{Guid.NewGuid():N}.draft";
        File.WriteAllBytes(draft, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
