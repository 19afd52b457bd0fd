using System.Security.Cryptography;
using System.Text;
using Payments.Channels;

namespace Payments.Recon.Breaks;

/// <summary>Ids of breaks: they follow from what the break is about, so that a run done again finds the same ones.</summary>
internal static class BreakIds
{
    private const int Length = 26;

    /// <param name="account">The channel account.</param>
    /// <param name="kind">The kind of bill.</param>
    /// <param name="day">The day it belongs to.</param>
    /// <param name="key">The line: what <see cref="KeyOf"/> gives.</param>
    public static string Of(string account, StatementKind kind, DateOnly day, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{account}\n{kind}\n{day.DayNumber}\n{key}")));
        return $"brk_{Convert.ToHexStringLower(hash)[..Length]}";
    }

    /// <summary>What tells a line from every other of its day: its number, or what it has instead.</summary>
    /// <param name="line">The line.</param>
    /// <param name="repeats">Counts further lines alike: the first, the second …</param>
    public static string KeyOf(BreakLine line, Dictionary<string, int> repeats)
    {
        var key = line.AttemptNo.Length > 0 ? line.AttemptNo
            : line.ChannelTransactionId.Length > 0 ? $"transaction {line.ChannelTransactionId}"
            : line.OrderNo.Length > 0 ? $"order {line.OrderNo}"
            : $"detail {line.Detail}";
        if (line.Bucket is not (Reconciliation.ReconciliationBucket.Duplicate or Reconciliation.ReconciliationBucket.Malformed))
        {
            return key;
        }

        key = $"{line.Bucket} {key}";
        var place = repeats.GetValueOrDefault(key) + 1;
        repeats[key] = place;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key} #{place}");
    }
}
