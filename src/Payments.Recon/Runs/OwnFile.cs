using System.Globalization;
using System.Text;
using Payments.Reconciliation;

namespace Payments.Recon.Runs;

/// <summary>Writes our side in the form the engine reads.</summary>
internal sealed class OwnFile : IAsyncDisposable
{
    private const string Header = "orderNo,attemptNo,channelTransactionId,kind,amountMinor,currency,status,occurredAt,feeMinor";

    private readonly StreamWriter _writer;
    private readonly StringBuilder _line = new();

    public OwnFile(string path)
    {
        _writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16) { NewLine = "\n" };
        _writer.WriteLine(Header);
    }

    public long Count { get; private set; }

    public async ValueTask WriteAsync(OwnRecord record, TimeSpan offset, CancellationToken cancellationToken)
    {
        _line.Clear()
            .Append(record.OrderNo.Value).Append(',')
            .Append(Cell(record.AttemptNo)).Append(',')
            .Append(Cell(record.ChannelTransactionId ?? "")).Append(',')
            .Append(record.Kind == OwnRecordKind.Payment ? "payment" : "refund").Append(',')
            .Append(CultureInfo.InvariantCulture, $"{record.Amount.MinorUnits},")
            .Append(record.Amount.Currency.Code).Append(',')
            .Append(StatusOf(record.Status)).Append(',')
            .Append(record.OccurredAt.ToOffset(offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)).Append(',')
            .Append('\n');
        Count++;
        await _writer.WriteAsync(_line, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static string StatusOf(OwnRecordStatus status) => status switch
    {
        OwnRecordStatus.Succeeded => "succeeded",
        OwnRecordStatus.Closed => "closed",
        OwnRecordStatus.Pending => "pending",
        _ => "failed",
    };

    private static string Cell(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
