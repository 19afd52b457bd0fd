using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Channels;
using Payments.Core.Sharing;

namespace Payments.Core.Switching;

/// <summary>
/// A copy of the switches among the nodes' notes, for a node that cannot read the store while another one can. The store is the truth: what is read there
/// counts for more as soon as it can be read.
/// </summary>
internal sealed class SwitchNotes(IServiceProvider services, TimeProvider time)
{
    private const string Key = "switches";
    private const int MostBytes = 65_536;

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromHours(1);

    private IReadOnlyList<ChannelSwitch> _told = [];
    private long _toldAt;

    /// <summary>Leaves a copy, where something changed or the last one grows old. Never throws, save when cancelled.</summary>
    public async Task TellAsync(IReadOnlyList<ChannelSwitch> switches, CancellationToken cancellationToken)
    {
        var isSame = switches.Count == _told.Count && switches.All(_told.Contains);
        if (CacheNotes.Find(services) is not { } notes || (isSame && (switches.Count == 0 || time.GetElapsedTime(_toldAt) < Refresh)))
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(CallLimit, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var copy = JsonSerializer.SerializeToUtf8Bytes(switches, SwitchNotesJson.Default.IReadOnlyListChannelSwitch);
            await notes.WriteAsync(Key, copy, Lifetime, linked.Token).AsTask().WaitAsync(linked.Token).ConfigureAwait(false);
            (_told, _toldAt) = (switches, time.GetTimestamp());
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next reading tells again.
        }
    }

    /// <summary>The copy somebody left last; none where it cannot be read or is something else. Never throws, save when cancelled.</summary>
    public async Task<IReadOnlyList<ChannelSwitch>> HearAsync(CancellationToken cancellationToken)
    {
        if (CacheNotes.Find(services) is not { } notes)
        {
            return [];
        }

        try
        {
            using var limit = new CancellationTokenSource(CallLimit, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var copy = await notes.ReadAsync(Key, linked.Token).AsTask().WaitAsync(linked.Token).ConfigureAwait(false);
            return copy is { Length: <= MostBytes } && JsonSerializer.Deserialize(copy, SwitchNotesJson.Default.IReadOnlyListChannelSwitch) is { } switches
                ? [.. switches.Where(entry => Enum.IsDefined(entry.Mode)).DistinctBy(entry => entry.Account, StringComparer.Ordinal)]
                : [];
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<ChannelSwitch>))]
internal sealed partial class SwitchNotesJson : JsonSerializerContext;
