using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>Reads what a run left in its output folder.</summary>
public static class ReconciliationResults
{
    /// <summary>The file of the summary.</summary>
    public const string SummaryFile = "summary.json";

    /// <summary>The file of everything that is not simply matched, in the order of our file, then of the bill.</summary>
    public const string BreaksFile = "breaks.csv";

    /// <summary>The records of ours that are held: give it to the next day's run as <see cref="ReconciliationJob.CarriedPath"/>.</summary>
    public const string HeldFile = "held.csv";

    internal const string BreaksHeader = "bucket,orderNo,attemptNo,channelTransactionId,oursMinor,theirsMinor,detail";

    private const int Columns = 7;

    internal static string NameOf(ReconciliationBucket bucket) => JsonNamingPolicy.CamelCase.ConvertName(bucket.ToString());

    /// <summary>The summary of a finished run; <see langword="null"/> where the folder has none.</summary>
    /// <exception cref="InvalidDataException">The file is no summary.</exception>
    public static async Task<ReconciliationSummary?> ReadSummaryAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, SummaryFile);
        if (!File.Exists(path))
        {
            return null;
        }

        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                return await JsonSerializer.DeserializeAsync(file, ReconJson.Default.ReconciliationSummary, cancellationToken).ConfigureAwait(false);
            }
            catch (JsonException fault)
            {
                throw new InvalidDataException($"{SummaryFile} is not the summary of a run.", fault);
            }
        }
    }

    /// <summary>The lines of <c>breaks.csv</c>, streamed: memory does not grow with their number.</summary>
    /// <exception cref="InvalidDataException">A line has another form.</exception>
    public static async IAsyncEnumerable<BreakLine> ReadBreaksAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Path.Combine(folder, BreaksFile), Encoding.UTF8);
        if (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) != BreaksHeader)
        {
            throw new InvalidDataException($"{BreaksFile} does not start with its header.");
        }

        var cells = new string[Columns];
        for (var number = 2L; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            yield return Split(line, cells) && TryParse(cells, out var found)
                ? found
                : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{BreaksFile}, line {number}: has another form."));
        }
    }

    private static bool TryParse(string[] cells, out BreakLine line)
    {
        line = null!;
        if (!Enum.TryParse<ReconciliationBucket>(cells[0], ignoreCase: true, out var bucket)
            || !TryMinor(cells[4], out var ours) || !TryMinor(cells[5], out var theirs))
        {
            return false;
        }

        line = new BreakLine(bucket, cells[1], cells[2], cells[3], ours, theirs, cells[6]);
        return true;
    }

    private static bool TryMinor(string cell, out long? minor)
    {
        minor = null;
        if (cell.Length == 0)
        {
            return true;
        }

        var isNumber = long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        minor = value;
        return isNumber;
    }

    // Cells never hold a line break: a line is a record.
    private static bool Split(string line, string[] cells)
    {
        var (at, count) = (0, 0);
        while (count < Columns)
        {
            if (at < line.Length && line[at] == '"')
            {
                var text = new StringBuilder();
                at++;
                while (true)
                {
                    var quote = line.IndexOf('"', at);
                    if (quote < 0)
                    {
                        return false;
                    }

                    text.Append(line, at, quote - at);
                    at = quote + 1;
                    if (at >= line.Length || line[at] != '"')
                    {
                        break;
                    }

                    text.Append('"');
                    at++;
                }

                cells[count++] = text.ToString();
            }
            else
            {
                var end = line.IndexOf(',', at);
                end = end < 0 ? line.Length : end;
                cells[count++] = line[at..end];
                at = end;
            }

            if (at >= line.Length)
            {
                return count == Columns;
            }

            if (line[at++] != ',')
            {
                return false;
            }
        }

        return false;
    }
}
