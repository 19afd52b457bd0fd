namespace Payments.Simulation.Run;

/// <summary>What was done, in one world or in many.</summary>
internal sealed class Figures
{
    public long Seeds { get; set; }

    public long Steps { get; set; }

    public long Orders { get; set; }

    public long Charges { get; set; }

    public long Refunds { get; set; }

    public long Crashes { get; set; }

    public void Add(Figures other)
    {
        Seeds += other.Seeds;
        Steps += other.Steps;
        Orders += other.Orders;
        Charges += other.Charges;
        Refunds += other.Refunds;
        Crashes += other.Crashes;
    }
}
