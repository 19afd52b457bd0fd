using Payments.Reconciliation;

namespace Payments.Recon.Breaks;

/// <summary>What may be done with a break, and what becomes of it. Pure.</summary>
internal static class BreakRules
{
    private const int MostPerson = 128;
    private const int MostReason = 1_000;
    private const int MostEvidence = 4_000;

    /// <summary>Every breach of a command's own limits.</summary>
    public static IReadOnlyList<FieldProblem> Validate(BreakCommand command)
    {
        var problems = new List<FieldProblem>();
        if (string.IsNullOrWhiteSpace(command.Person) || command.Person.Length > MostPerson || command.Person == BreakChange.System)
        {
            problems.Add(new("person", $"must name a person: 1 to {MostPerson} characters, and not '{BreakChange.System}'."));
        }

        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > MostReason)
        {
            problems.Add(new("reason", $"must say why: 1 to {MostReason} characters."));
        }

        if (command.Evidence is { Length: > MostEvidence })
        {
            problems.Add(new("evidence", $"must have at most {MostEvidence} characters."));
        }

        if (command.Action == BreakAction.Resolve)
        {
            if (command.Resolution is null or BreakResolution.Cleared || !Enum.IsDefined(command.Resolution.Value))
            {
                problems.Add(new("resolution", "must be CompleteOrder, Refund, Adjust, Suspense or Ignore."));
            }
            else if (command.Resolution != BreakResolution.Ignore && string.IsNullOrWhiteSpace(command.Evidence))
            {
                problems.Add(new("evidence", "must say what proves it, as the number of the order, the refund or the voucher."));
            }
        }
        else if (command.Resolution is not null)
        {
            problems.Add(new("resolution", "goes with Resolve only."));
        }

        return problems;
    }

    /// <summary>The break as the command leaves it, or why it is refused.</summary>
    /// <param name="row">The break.</param>
    /// <param name="command">A valid command.</param>
    /// <param name="limitMinor">The stake above which a second person approves.</param>
    /// <param name="now">Our clock.</param>
    public static ReconciliationResult<Break> Apply(Break row, BreakCommand command, long limitMinor, DateTimeOffset now)
    {
        if (row.Version != command.ExpectedVersion)
        {
            return Refuse(PaymentErrorCodes.BreakChanged, $"The break has version {row.Version}, and version {command.ExpectedVersion} was read.", "Read it again and decide again.");
        }

        return command.Action switch
        {
            BreakAction.Note => Done(row, command, "noted", row.State, now),
            BreakAction.Review when row.State is BreakState.Open or BreakState.Held => Done(row, command, "review", BreakState.InReview, now),
            BreakAction.Hold when row.State is BreakState.Open || (row.State == BreakState.InReview && row.Proposal is null) => Done(row, command, "held", BreakState.Held, now),
            BreakAction.Resolve when row.State != BreakState.Resolved && row.Proposal is null => Resolve(row, command, limitMinor, now),
            BreakAction.Approve when row.Proposal is { } proposal => Approve(row, proposal, command, now),
            BreakAction.Refuse when row.Proposal is { } proposal => RefuseProposal(row, proposal, command, now),
            BreakAction.Reopen when row.State == BreakState.Resolved => Done(row with { Resolution = null, ResolvedAt = null }, command, "reopened", BreakState.Open, now),
            _ => Refuse(
                PaymentErrorCodes.BreakStateRefused,
                $"{command.Action} cannot be done with a break that is {row.State}{(row.Proposal is null ? "" : " and waits for a second person")}.",
                "Look at its history; what can be done next is in the documents."),
        };
    }

    /// <summary>A change that nobody made.</summary>
    public static Break Change(Break row, string action, BreakState state, string reason, string? evidence, DateTimeOffset now, BreakResolution? resolution = null) =>
        Add(row with { State = state, Resolution = resolution, ResolvedAt = resolution is null ? null : now }, new BreakChange(now, BreakChange.System, action, state, reason, evidence, resolution), now);

    private static ReconciliationResult<Break> Resolve(Break row, BreakCommand command, long limitMinor, DateTimeOffset now)
    {
        var resolution = command.Resolution!.Value;
        if (row.StakeMinor > limitMinor)
        {
            var proposal = new BreakProposal(resolution, command.Person, command.Reason, command.Evidence, now);
            return Done(row with { Proposal = proposal }, command, "proposed", BreakState.InReview, now, resolution);
        }

        return Done(row with { Resolution = resolution, ResolvedAt = now }, command, "resolved", BreakState.Resolved, now, resolution);
    }

    private static ReconciliationResult<Break> Approve(Break row, BreakProposal proposal, BreakCommand command, DateTimeOffset now) =>
        IsSame(proposal.Person, command.Person)
            ? Refuse(
                PaymentErrorCodes.SecondPersonRequired,
                $"'{proposal.Person}' proposed this resolution, and its stake is above the limit.",
                "Have another person approve it.")
            : Done(row with { Resolution = proposal.Resolution, ResolvedAt = now, Proposal = null }, command, "approved", BreakState.Resolved, now, proposal.Resolution);

    private static ReconciliationResult<Break> RefuseProposal(Break row, BreakProposal proposal, BreakCommand command, DateTimeOffset now) =>
        Done(row with { Proposal = null }, command, IsSame(proposal.Person, command.Person) ? "withdrawn" : "refused", BreakState.InReview, now, proposal.Resolution);

    private static bool IsSame(string left, string right) => string.Equals(left.Trim(), right.Trim(), StringComparison.OrdinalIgnoreCase);

    private static ReconciliationResult<Break>.Done Done(Break row, BreakCommand command, string action, BreakState state, DateTimeOffset now, BreakResolution? resolution = null) => new(Add(
        row with { State = state },
        new BreakChange(now, command.Person, action, state, command.Reason, command.Evidence, resolution),
        now));

    private static Break Add(Break row, BreakChange change, DateTimeOffset now) =>
        row with { Version = row.Version + 1, UpdatedAt = now, History = [.. row.History, change] };

    private static ReconciliationResult<Break>.Refused Refuse(string code, string message, string remedy) =>
        new(new PaymentError { Code = code, Message = message, Remedy = remedy });
}
