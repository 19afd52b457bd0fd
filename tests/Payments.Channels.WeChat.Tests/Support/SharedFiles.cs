namespace Payments.Channels.WeChat.Tests.Support;

/// <summary>Finds <c>../shared/vectors</c> from the repository's root; a test that needs it is skipped, visibly, where it is absent.</summary>
internal static class SharedFiles
{
    public static string Vector(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            // Work trees lie one level deeper than the repository itself.
            foreach (var up in (string[])["../shared/vectors", "../../shared/vectors"])
            {
                var path = Path.GetFullPath(Path.Combine(folder.FullName, up, "wechat", name));
                if (File.Exists(Path.Combine(folder.FullName, "global.json")) && File.Exists(path))
                {
                    return path;
                }
            }
        }

        Assert.Skip("../shared/vectors is not here.");
        return "";
    }
}
