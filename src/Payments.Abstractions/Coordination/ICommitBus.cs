namespace Payments.Coordination;

/// <summary>
/// Tells other nodes that events of an order were committed, so that a payer's browser hears of it wherever the callback landed. Only a hint: it may be
/// lost, late or repeated, and whoever listens also polls the store (law 9).
/// </summary>
public interface ICommitBus
{
    /// <summary>Joins the bus.</summary>
    /// <param name="heard">Called for what other members announce; must be quick and not throw.</param>
    /// <returns>The member, to announce with, and to be disposed.</returns>
    ICommitBusMember Join(Action<OrderNo> heard);
}

/// <summary>One node on the bus. It does not hear what it announces itself.</summary>
public interface ICommitBusMember : IDisposable
{
    /// <summary>Tells the others. Returns at once and never throws.</summary>
    void Announce(OrderNo orderNo);
}
