namespace Payments.Core;

/// <summary>Whole multiples of time, without the binary fractions of the framework's own operator.</summary>
internal static class Spans
{
    public static TimeSpan Times(this TimeSpan span, int count) => TimeSpan.FromTicks(span.Ticks * count);
}
