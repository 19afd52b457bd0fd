using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Payments.Architecture.Tests.Support;

/// <summary>The working tree the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] BuildFolders = ["bin", "obj", "artifacts", "node_modules", ".git", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>The folder of this test project.</summary>
    public static string TestFolder => Path.Combine(Root, "tests", "Payments.Architecture.Tests");

    public static string PathOf(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    public static IReadOnlyList<SourceProject> SourceProjects { get; } =
        [.. Directory.EnumerateFiles(PathOf("src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => new SourceProject(path))];

    /// <summary>Every file that is or would be committed, by its path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. (GitFiles() ?? WalkedFiles()).Where(file => File.Exists(PathOf(file))).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> FilesUnder(string folder, string extension) => Files.Where(file =>
        file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    /// <summary>The documents a reader of the repository sees.</summary>
    public static IEnumerable<string> Documents => Files.Where(file =>
        file.EndsWith(".md", StringComparison.Ordinal) && (!file.Contains('/', StringComparison.Ordinal) || file.StartsWith("docs/", StringComparison.Ordinal)));

    private static string[]? GitFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            UseShellExecute = false,
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git: a source archive
        }
    }

    private static IEnumerable<string> WalkedFiles() => Directory
        .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(path => !path.Split('/').Any(BuildFolders.Contains));

    private static string FindRoot([CallerFilePath] string path = "")
    {
        // The assembly may be deterministic, with source paths that exist nowhere: then the folder it runs from leads up to the root.
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(path)! })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new DirectoryNotFoundException("The repository's root was not found above the test's folder.");
    }
}
