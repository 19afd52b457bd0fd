using System.Runtime.CompilerServices;

namespace Payments.Channels.Alipay.Tests.Support;

internal static class TestFiles
{
    public static string Source(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", path);

    public static string Key(string name) => Path.Combine(AppContext.BaseDirectory, "Keys", name + "-test-only.pem");

    /// <summary>An official test file, or a visible skip where the vectors are not beside the repository.</summary>
    public static string Vector(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "vectors", "alipay", file);
            if (File.Exists(path)) return path;
        }

        Assert.Skip("The official vectors (../shared/vectors) are not here.");
        return "";
    }
}
