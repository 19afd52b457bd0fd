using System.Reflection.Metadata;
using Payments.Architecture.Tests.Support;
using Payments.Architecture.Tests.Support.Metadata;

namespace Payments.Architecture.Tests.Code;

/// <summary>No binary fraction is anywhere near money: not in a field, a signature, a local, an instruction or a call.</summary>
public sealed class FloatingPointTests
{
    private static readonly Allowance[] Allowed =
    [
        new("Payments.Abstractions", "Payments.Diagnostics.DurationHistogram._histogram", "a histogram of seconds, as meters have them"),
        new("Payments.Abstractions", "Payments.Diagnostics.DurationHistogram..ctor", "its buckets"),
        new("Payments.Abstractions", "Payments.Diagnostics.DurationHistogram.Record", "TimeSpan.TotalSeconds"),
        new("Payments.Core", "Payments.Core.Errors.NoAnswer", "TimeSpan.TotalSeconds, in a message"),
        new("Payments.Channels.WeChat", "Payments.Channels.WeChat.Signing.SignatureVerifier.CheckTime", "seconds between two clocks"),
        new("Payments.Sqlite", "Payments.Sqlite.BatchRunner.TryBegin", "TimeSpan.TotalMilliseconds, in a message"),
        new("Payments.Sqlite", "Payments.Sqlite.Session.Open", "TimeSpan.TotalMilliseconds, as SQLite takes its busy time"),
        new("Payments.Sqlite", "Payments.Sqlite.Writer.Dispose", "half a TimeSpan"),
    ];

    private static readonly ILOpCode[] Operations =
        [ILOpCode.Ldc_r4, ILOpCode.Ldc_r8, ILOpCode.Conv_r4, ILOpCode.Conv_r8, ILOpCode.Conv_r_un, ILOpCode.Ldelem_r4, ILOpCode.Ldelem_r8, ILOpCode.Ldind_r4, ILOpCode.Ldind_r8];

    public static TheoryData<string> Packages => [.. Repository.SourceProjects.Select(project => project.Name).Where(HandlesMoney)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Nothing_near_money_is_a_binary_fraction(string package)
    {
        var project = Repository.SourceProjects.Single(project => project.Name == package);
        Findings.ShouldBeNone(
            Findings.Except(AssemblyScan.Of(project.AssemblyPath).SelectMany(Find), [.. Allowed.Where(allowance => allowance.Package == package)]),
            "Count minor units in long or Int128; parse and format with decimal.");
    }

    [Theory]
    [InlineData("Field")]
    [InlineData("get_Property")]
    [InlineData("Parameter")]
    [InlineData("Local")]
    [InlineData("Call")]
    [InlineData("Closure")]
    [InlineData("Async")]
    public void Binary_fraction_is_found(string member) =>
        Assert.Contains(Planted(), finding => finding.StartsWith($"Payments.Architecture.Tests.Planted.FloatingPoint.{member}:", StringComparison.Ordinal));

    [Fact]
    public void Decimal_is_not_found() =>
        Assert.DoesNotContain(Planted(), finding => finding.Contains("Fine", StringComparison.Ordinal));

    private static bool HandlesMoney(string package) =>
        package is not ("Payments.Simulators" or "Payments.Conformance" or "Payments.AspNetCore");

    private static IEnumerable<string> Planted() =>
        AssemblyScan.Of(typeof(FloatingPointTests).Assembly.Location).Where(member => member.DeclaringType.Contains(".Planted.FloatingPoint", StringComparison.Ordinal)).SelectMany(Find);

    private static IEnumerable<string> Find(ScannedMember member)
    {
        foreach (var type in member.Types.Where(IsFloatingPoint).Distinct(StringComparer.Ordinal))
        {
            yield return $"{member.Written}: holds {type}";
        }

        foreach (var operation in member.Operations.Where(Operations.Contains).Distinct())
        {
            yield return $"{member.Written}: computes with {operation}";
        }

        foreach (var call in member.Calls.Where(call => call.Types.Any(IsFloatingPoint)).Distinct())
        {
            yield return $"{member.Written}: calls {call}";
        }
    }

    private static bool IsFloatingPoint(string type) =>
        type.Contains("System.Double", StringComparison.Ordinal) || type.Contains("System.Single", StringComparison.Ordinal) || type.Contains("System.Half", StringComparison.Ordinal);
}
