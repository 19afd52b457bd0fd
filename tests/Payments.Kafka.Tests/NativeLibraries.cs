using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Payments.Kafka.Tests;

/// <summary>Debian's librdkafka in place of the one the package of Confluent.Kafka brings along.</summary>
internal static class NativeLibraries
{
    [ModuleInitializer]
    internal static void Use() => NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name switch
    {
        "libdl" => NativeLibrary.Load("libdl.so.2"),
        "librdkafka" => NativeLibrary.Load("librdkafka.so.1"),
        _ => IntPtr.Zero,
    };
}
