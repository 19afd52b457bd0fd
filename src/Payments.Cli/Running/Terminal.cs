using System.Runtime.InteropServices;

namespace Payments.Cli.Running;

/// <summary>The one place that speaks to the terminal: results on standard output, everything else on standard error.</summary>
internal static class Terminal
{
    public static void Out(string line) => Console.Out.WriteLine(line);

    public static void Error(string line) => Console.Error.WriteLine(line);

    /// <summary>Whether a human looks on: progress is rewritten in place then.</summary>
    public static bool IsWatched => !Console.IsErrorRedirected;

    public static void Progress(string line, bool isLast)
    {
        if (IsWatched)
        {
            Console.Error.Write($"\r{line,-78}{(isLast ? "\n" : "")}");
        }
        else if (isLast)
        {
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Calls back at the first Ctrl-C or termination; the second ends the process.</summary>
    public static IDisposable OnInterrupt(Action stop)
    {
        var isAsked = false;
        return new Both(PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask));

        void Ask(PosixSignalContext context)
        {
            context.Cancel = !isAsked;
            isAsked = true;
            stop();
        }
    }

    private sealed class Both(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
