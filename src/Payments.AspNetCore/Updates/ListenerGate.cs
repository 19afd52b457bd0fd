namespace Payments.AspNetCore.Updates;

/// <summary>Lets in at most so many listeners at once.</summary>
internal sealed class ListenerGate(int max)
{
    private int _inside;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= max)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);
}
