using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Payments.Sqlite;

/// <summary>Says what keeps a file from being opened, and what to do about it.</summary>
/// <param name="path">The configuration path of the file's name.</param>
/// <param name="file">The file.</param>
internal sealed class StartFault(string path, string file)
{
    public PaymentConfigurationException Of(string problem, string remedy) =>
        new([new ConfigurationProblem(path, $"names '{file}', which {problem}", remedy)]);

    public PaymentConfigurationException Of(SqliteException fault)
    {
        var (problem, remedy) = fault.SqliteErrorCode switch
        {
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => (
                "cannot be opened", "Give the process the right to read and write the file and to make files beside it."),
            raw.SQLITE_READONLY => (
                "cannot be written", "Give the process the right to write the file and its folder, and mount the disk for writing."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (
                "is locked by another process", "End the program that holds it (a shell, a backup tool), or raise BusyTimeout."),
            raw.SQLITE_FULL => (
                "lies on a full disk", "Free space on the disk, or move the file to another one."),
            raw.SQLITE_CORRUPT => (
                "is damaged", "Restore the newest backup, and keep the damaged file: the sqlite3 shell's .recover can read most of it."),
            raw.SQLITE_NOTADB => (
                "is not a SQLite database", "Name another file, or restore a backup."),
            raw.SQLITE_IOERR => (
                "cannot be read or written by the disk", "Look at the system's log for faults of the disk, and keep the file on a local one."),
            _ => ("cannot be opened", "Look the code up in SQLite's list of result codes."),
        };
        return Of($"{problem} (SQLite {fault.SqliteErrorCode}/{fault.SqliteExtendedErrorCode}).", remedy);
    }
}
