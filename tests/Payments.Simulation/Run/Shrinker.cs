using Payments.Simulation.Stage;

namespace Payments.Simulation.Run;

/// <summary>Looks for a smaller story that breaks the same law: fewer orders, fewer nodes, fewer kinds of trouble.</summary>
internal static class Shrinker
{
    private const int MostRuns = 200;

    public static Case Shrink(Case @case, Violation violation)
    {
        var runs = 0;
        var nodes = Scenario.Draw(@case).Nodes;
        var orders = Scenario.Draw(@case).Orders.Select(plan => plan.Index).ToList();
        foreach (var order in orders.ToList())
        {
            Keep(@case with { Orders = [.. (@case.Orders ?? orders).Where(each => each != order)] });
        }

        for (var fewer = 1; fewer < nodes; fewer++)
        {
            if (Keep(@case with { Nodes = fewer }))
            {
                break;
            }
        }

        foreach (var fault in Scenario.Draw(@case).Weather.Active.ToList())
        {
            Keep(@case with { Without = [.. @case.Without, fault] });
        }

        return @case;

        bool Keep(Case smaller)
        {
            if (++runs > MostRuns || smaller.Orders is { Count: 0 } || Simulation.Run(smaller, new Figures()) is not { } same || same.Law != violation.Law)
            {
                return false;
            }

            @case = smaller;
            return true;
        }
    }
}
