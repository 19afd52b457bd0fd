namespace Payments.Fleet.Reckoning;

/// <summary>A law that was not kept.</summary>
/// <param name="Law">1 to 10; 0 for what is no law, such as a node that ended by itself.</param>
/// <param name="Text">What was seen.</param>
internal sealed record Breach(int Law, string Text)
{
    public override string ToString() => Law == 0 ? Text : $"Law {Law}: {Text}";
}
