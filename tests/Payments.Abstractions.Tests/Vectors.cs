using Xunit;

namespace Payments.Tests;

/// <summary>Finds the official test vectors beside the repository.</summary>
internal static class Vectors
{
    // A working tree may lie deeper than the repository itself.
    private const int MostLevels = 3;

    public static string Path(string file)
    {
        var folder = Folder();
        Assert.SkipWhen(folder is null, "The official vectors are not here: ../shared/vectors");
        return System.IO.Path.Combine(folder!, file);
    }

    private static string? Folder()
    {
        var root = RepositoryRoot();
        for (var level = 0; level < MostLevels && root is not null; level++)
        {
            root = root.Parent;
            var folder = System.IO.Path.Combine(root?.FullName ?? "", "shared", "vectors");
            if (root is not null && Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }

    private static DirectoryInfo? RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "global.json")))
        {
            folder = folder.Parent;
        }

        return folder;
    }
}
