using Payments.Architecture.Tests.Support;
using Payments.Architecture.Tests.Support.Metadata;

namespace Payments.Architecture.Tests.Code;

/// <summary>What the packages never call, with what to call instead.</summary>
public sealed class BannedCallTests
{
    private static readonly BannedCall[] Banned =
    [
        BannedCall.Members("System.DateTime", ["get_Now", "get_UtcNow", "get_Today"], "TimeProvider.GetUtcNow()"),
        BannedCall.Members("System.DateTimeOffset", ["get_Now", "get_UtcNow"], "TimeProvider.GetUtcNow()"),
        BannedCall.Members("System.Diagnostics.Stopwatch", ["StartNew", "GetTimestamp", ".ctor"], "TimeProvider.GetTimestamp()"),
        BannedCall.Members("System.Environment", ["get_TickCount", "get_TickCount64", "Exit", "FailFast"], "TimeProvider.GetTimestamp(); never end the host"),
        BannedCall.Members("System.Console", [], "ILogger with [LoggerMessage]"),
        BannedCall.Members("System.Threading.Thread", ["Sleep", ".ctor"], "Task.Delay with a TimeProvider"),
        BannedCall.Members("System.Guid", ["NewGuid"], "Guid.CreateVersion7 of the TimeProvider's time, or an order number"),
        BannedCall.WithoutTimeProvider("System.Threading.Tasks.Task", ["Delay"], "Task.Delay with a TimeProvider"),
        BannedCall.WithoutTimeProvider("System.Threading.PeriodicTimer", [".ctor"], "PeriodicTimer with a TimeProvider"),
        BannedCall.WithoutTimeProvider("System.Threading.Timer", [".ctor"], "TimeProvider.CreateTimer()"),
        new(call => call is { Type: "System.Threading.CancellationTokenSource", Name: ".ctor" } && call.Types.Count > 2 && !HasTimeProvider(call), "a CancellationTokenSource with a TimeProvider"),
        new(call => call.Name == "WaitAsync" && IsTask(call.Type) && call.Types.Contains("System.TimeSpan", StringComparer.Ordinal) && !HasTimeProvider(call), "WaitAsync with a TimeProvider"),
        new(call => IsTask(call.Type) && (call.Name is "get_Result" or "Wait" or "WaitAll" or "WaitAny"), "await"),
        new(call => call.Type == "System.Runtime.CompilerServices.AsyncVoidMethodBuilder" && call.Name == "Create", "async Task"),
    ];

    private static readonly Allowance[] Allowed =
    [
        new("Payments.Channels.Alipay", "Payments.Channels.Alipay.Bills.BillCalls.OpenTemporary", "the name of a temporary file"),
        new("Payments.Sqlite", "Payments.Sqlite.Writer..ctor", "SQLite blocks: the one writer has a thread of its own"),
        new("Payments.Sqlite", "Payments.Sqlite.Writer.WaitForWork", "on the writer's own thread"),
        new("Payments.Sqlite", "Payments.Sqlite.BatchRunner.TryBegin", "measures SQLite's own waiting for another process, on the writer's thread"),
        new("Payments.Sqlite", "Payments.Sqlite.Migrator.EnterWriteAheadLog", "waits for other processes at the start, at most BusyTimeout, off the pool"),
        new("Payments.PostgreSql", "Payments.PostgreSql.PostgreSqlPaymentStore.Dispose", "a container that is disposed without waiting: at most a second"),
        new("Payments.Cli", "Payments.Cli.Program.Main", "a program's async entry point blocks"),
        new("Payments.Cli", "Payments.Cli.Running.Terminal.Out", "a program prints"),
        new("Payments.Cli", "Payments.Cli.Running.Terminal.Error", "a program prints"),
        new("Payments.Cli", "Payments.Cli.Running.Terminal.get_IsWatched", "a program looks whether it is watched"),
        new("Payments.Cli", "Payments.Cli.Running.Terminal.Progress", "a program prints"),
        new("Payments.Conformance", "Payments.Conformance.NodesConformance`1.Calls_cancelled_in_the_middle_happen_whole_or_not_at_all", "races a real store in real time"),
        new("Payments.Simulators", "Payments.Simulators.Hosting.SimulatorProgram.Main", "a program prints, and its async entry point blocks"),
        new("Payments.Simulators", "Payments.Simulators.Calls.CallPipeline.RunAsync", "how long a call really took, for GET /_sim/calls"),
        new("Payments.Simulators", "Payments.Simulators.Calls.CallPipeline.AnswerAsync", "a slow channel is slow in real time"),
        new("Payments.Simulators", "Payments.Simulators.Keys.IdentityFolder.Publish", "the name of a temporary file"),
        new("Payments.Simulators", "Payments.Simulators.Alipay.Rest.AlipayRest.Write", "a nonce and a trace id, as the real gateway makes them"),
    ];

    public static TheoryData<string> Packages => [.. Repository.SourceProjects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Banned_calls_are_not_made(string package)
    {
        var project = Repository.SourceProjects.Single(project => project.Name == package);
        Findings.ShouldBeNone(
            Findings.Except(AssemblyScan.Of(project.AssemblyPath).SelectMany(Find), [.. Allowed.Where(allowance => allowance.Package == package)]),
            "Call what is named instead, or allow the place in BannedCallTests with a reason.");
    }

    [Theory]
    [InlineData("Now")]
    [InlineData("UtcNowAsync")]
    [InlineData("Print")]
    [InlineData("Sleep")]
    [InlineData("Delay")]
    [InlineData("Random")]
    [InlineData("Result")]
    [InlineData("Wait")]
    [InlineData("Blocked")]
    [InlineData("Timeout")]
    [InlineData("AsyncVoid")]
    public void Banned_call_is_found(string member) =>
        Assert.Single(Planted(), finding => finding.StartsWith($"{typeof(Planted.BannedCalls).FullName}.{member}:", StringComparison.Ordinal));

    [Fact]
    public void Other_calls_are_not_found() => Assert.Equal(11, Planted().Count);

    private static IReadOnlyList<string> Planted() =>
        [.. AssemblyScan.Of(typeof(BannedCallTests).Assembly.Location).Where(member => member.DeclaringType.Contains(".Planted.BannedCalls", StringComparison.Ordinal)).SelectMany(Find)];

    private static IEnumerable<string> Find(ScannedMember member)
    {
        foreach (var call in member.Calls.Distinct())
        {
            if (Banned.FirstOrDefault(banned => banned.Matches(call)) is { } banned)
            {
                yield return $"{member.Written}: calls {call}; use {banned.Instead}.";
            }

            if (!member.IsStateMachine && call is { Name: "GetResult" } && call.Type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal))
            {
                yield return $"{member.Written}: blocks on {call.Type}; use await.";
            }
        }
    }

    private static bool IsTask(string type) =>
        type is "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1" or "System.Threading.Tasks.ValueTask`1";

    private static bool HasTimeProvider(ScannedCall call) => call.Types.Contains("System.TimeProvider", StringComparer.Ordinal);

    private sealed record BannedCall(Func<ScannedCall, bool> Matches, string Instead)
    {
        public static BannedCall Members(string type, string[] names, string instead) =>
            new(call => call.Type == type && (names.Length == 0 || names.Contains(call.Name)), instead);

        public static BannedCall WithoutTimeProvider(string type, string[] names, string instead) =>
            new(call => call.Type == type && names.Contains(call.Name) && !HasTimeProvider(call), instead);
    }
}
