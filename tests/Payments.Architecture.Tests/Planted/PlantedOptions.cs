namespace Payments.Architecture.Tests.Planted;

public sealed class PlantedOptions
{
    public int Known { get; set; }

    public string? Forgotten { get; set; }
}
