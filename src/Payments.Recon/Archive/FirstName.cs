using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Payments.Recon.Archive;

/// <summary>
/// Gives a finished file its name where nothing has it. <see cref="File.Move(string, string, bool)"/> looks first and renames then, so that of two
/// processes at once both may succeed and one file is lost; a hard link is refused by the system itself.
/// </summary>
internal static partial class FirstName
{
    private const int NotPermitted = 1;
    private const int Exists = 17;

    /// <returns>Whether the file has the name now; <see langword="false"/> when another had it first.</returns>
    /// <exception cref="IOException">The file system gives no second name to a file, or is full.</exception>
    public static bool Give(string file, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return MoveOnWindows(file, name);
        }

        if (Link(file, name) == 0)
        {
            return true; // the caller deletes the first name
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Exists => false,
            NotPermitted => throw new IOException($"The file system of '{name}' knows no hard links, so that two nodes could replace each other's files there. Put the archive's folder on another, or use the S3 or WebHDFS store."),
            var error => throw new IOException($"'{name}' was not made: {new Win32Exception(error).Message}."),
        };
    }

    private static bool MoveOnWindows(string file, string name)
    {
        try
        {
            File.Move(file, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string file, string name);
}
