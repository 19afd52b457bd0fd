using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Payments.Fleet.Nodes;

/// <summary>
/// What this node did, a line each with the machine's own clock in front. Written to the file at once: what was written survives the process.
/// </summary>
internal sealed class Journal(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(string line)
    {
        lock (_gate)
        {
            _file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {line}\n")));
        }
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>The in-process handler of all events: its effect is the line.</summary>
internal sealed class JournalHandler(Journal journal) : IPaymentEventHandler<PaymentEvent>
{
    public ValueTask HandleAsync(PaymentEvent paymentEvent, CancellationToken cancellationToken)
    {
        journal.Write($"E {paymentEvent.EventId}");
        return ValueTask.CompletedTask;
    }
}
