using Payments.Channels;
using Payments.Core.Health;
using Payments.Core.Routing;
using Payments.Storage;

namespace Payments.Core.Switching;

/// <summary>The accounts as an operator sees them.</summary>
internal sealed class ChannelAccounts(
    IPaymentChannels channels,
    HealthBook health,
    SwitchBoard switches,
    IChannelRouter router,
    IPaymentStore store,
    TimeProvider time) : IChannelAccounts
{
    private const int LongestReason = 256;
    private const int LongestAuthor = 128;
    private const int MostSwitches = 1_000;

    public IReadOnlyList<ChannelAccountStatus> Read() => [.. channels.All.Select(StatusOf)];

    public async Task<ChannelSwitch> SwitchAsync(string account, ChannelSwitchMode mode, string reason, string author, CancellationToken cancellationToken = default)
    {
        List<FieldProblem> problems = [.. AccountProblems(account), .. ModeProblems(mode), .. TextProblems("reason", reason, LongestReason), .. TextProblems("author", author, LongestAuthor)];
        if (problems.Count > 0)
        {
            throw new InvalidPaymentRequestException(problems);
        }

        var channelSwitch = new ChannelSwitch(account, mode, reason, author, time.GetUtcNow());
        await switches.SetAsync(channelSwitch, cancellationToken).ConfigureAwait(false);
        return channelSwitch;
    }

    public async Task<IReadOnlyList<ChannelSwitch>> ReadSwitchesAsync(string account, int max = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, MostSwitches);
        return await store.ReadSwitchHistoryAsync(account, max, cancellationToken).ConfigureAwait(false);
    }

    public RouteRecord Explain(RouteQuestion question)
    {
        var query = new RouteQuery(question.Method, question.Amount, question.MerchantId, question.OrderNo, question.ChannelAccount);
        return router.Describe(query, router.Route(query));
    }

    public RouteRecord Replay(RouteRecord record) => RouteReplay.Replay(record);

    private ChannelAccountStatus StatusOf(IPaymentChannel channel)
    {
        var reading = health.Read(channel.Account)!;
        return new ChannelAccountStatus
        {
            Account = channel.Account,
            Channel = channel.Capabilities.Channel,
            Health = reading.Health,
            Since = reading.Since,
            NextProbeAt = reading.NextProbeAt,
            FailuresInARow = reading.FailuresInARow,
            LastError = reading.LastError,
            IsHearsay = reading.IsHearsay,
            Switch = switches.Find(channel.Account),
        };
    }

    private IEnumerable<FieldProblem> AccountProblems(string account) =>
        channels.Find(account) is null ? [new FieldProblem("account", "is no channel account of this host.")] : [];

    private static IEnumerable<FieldProblem> ModeProblems(ChannelSwitchMode mode) =>
        Enum.IsDefined(mode) ? [] : [new FieldProblem("mode", "is none of On, Drain and Disable.")];

    // Switches are logged: one event is one line.
    private static bool BreaksLines(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';

    private static IEnumerable<FieldProblem> TextProblems(string field, string? text, int longest) =>
        string.IsNullOrWhiteSpace(text) || text.Length > longest || text.Any(BreaksLines)
            ? [new FieldProblem(field, $"is not 1 to {longest} printable characters: whoever looks at the switch later wants to know.")]
            : [];
}
