namespace Payments.Simulation.Stage;

/// <summary>The parts of a world that throw dice of their own.</summary>
internal static class Part
{
    public const int Weather = 1;
    public const int Orders = 2;
    public const int Engine = 3;
    public const int Delays = 4;
    public const int Nodes = 5;
    public const int Channels = 6;
    public const int Payers = 7;
    public const int Merchants = 8;
    public const int Operator = 9;
    public const int Wakes = 10;
    public const int Health = 11;
    public const int Faults = 100;
}
