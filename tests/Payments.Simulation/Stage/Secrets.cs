namespace Payments.Simulation.Stage;

/// <summary>Every credential and payer identity of the world carries this mark, so that one look finds it where it must not be (law 10).</summary>
internal static class Secrets
{
    public const string Mark = "s3cr3t-";

    public static bool Found(string? text) => text is not null && text.Contains(Mark, StringComparison.Ordinal);
}
