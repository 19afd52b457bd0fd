using Payments.Recon.Tests.Runs.Support;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Runs;

/// <summary>The life of a break: who may do what, what is written down, and that nothing is lost.</summary>
public sealed class BreakLifeTests
{
    private static readonly DateOnly Day = new(2026, 1, 1);
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(8));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Above_the_limit_another_person_approves()
    {
        await using var world = await World.StartAsync(options => options.SecondApproverAboveMinor = 8_799);
        var row = await GivenBreakAsync(world);
        var proposed = await DoneAsync(world, RunTests.Resolve(row, "anna"));
        Assert.Equal((BreakState.InReview, "anna"), (proposed.State, proposed.Proposal!.Person));

        var same = await RefusedAsync(world, Command(proposed, BreakAction.Approve, " ANNA "));
        Assert.Equal(PaymentErrorCodes.SecondPersonRequired, same);
        Assert.Equal(PaymentErrorCodes.BreakStateRefused, await RefusedAsync(world, RunTests.Resolve(proposed, "boris")));
        var approved = await DoneAsync(world, Command(proposed, BreakAction.Approve, "boris"));
        Assert.Equal((BreakState.Resolved, BreakResolution.Adjust), (approved.State, approved.Resolution));
        Assert.Null(approved.Proposal);
        Assert.Equal(["opened", "proposed", "approved"], approved.History.Select(change => change.Action));
        Assert.Equal([BreakChange.System, "anna", "boris"], approved.History.Select(change => change.Person));

        var reopened = await DoneAsync(world, Command(approved, BreakAction.Reopen, "anna"));
        Assert.Equal(BreakState.Open, reopened.State);
        Assert.Null(reopened.Resolution);
    }

    [Fact]
    public async Task At_the_limit_one_person_is_enough_and_a_proposal_can_be_refused()
    {
        await using var world = await World.StartAsync(options => options.SecondApproverAboveMinor = 8_800);
        var resolved = await DoneAsync(world, RunTests.Resolve(await GivenBreakAsync(world), "anna"));
        Assert.Equal(BreakState.Resolved, resolved.State);

        await using var strict = await World.StartAsync(options => options.SecondApproverAboveMinor = 0);
        var proposed = await DoneAsync(strict, RunTests.Resolve(await GivenBreakAsync(strict), "anna"));
        var refused = await DoneAsync(strict, Command(proposed, BreakAction.Refuse, "boris"));
        Assert.Equal(BreakState.InReview, refused.State);
        Assert.Null(refused.Proposal);
        Assert.Equal(PaymentErrorCodes.BreakStateRefused, await RefusedAsync(strict, Command(refused, BreakAction.Approve, "boris")));
    }

    [Fact]
    public async Task Of_two_people_at_once_one_is_told_to_read_again()
    {
        await using var world = await World.StartAsync();
        var row = await GivenBreakAsync(world);
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(() => world.Desk.ActAsync(Command(row, BreakAction.Review, $"person-{n}"), Cancellation), Cancellation)));
        Assert.Single(results, result => result is ReconciliationResult<Break>.Done);
        Assert.All(results.OfType<ReconciliationResult<Break>.Refused>(), refused => Assert.Equal(PaymentErrorCodes.BreakChanged, refused.Error.Code));
    }

    [Theory]
    [InlineData("", "why", "proof", BreakResolution.Adjust, "person")]
    [InlineData("system", "why", "proof", BreakResolution.Adjust, "person")]
    [InlineData("anna", " ", "proof", BreakResolution.Adjust, "reason")]
    [InlineData("anna", "why", null, BreakResolution.Refund, "evidence")]
    [InlineData("anna", "why", "proof", BreakResolution.Cleared, "resolution")]
    [InlineData("anna", "why", "proof", null, "resolution")]
    public async Task Who_why_and_what_proves_it_are_always_told(string person, string reason, string? evidence, BreakResolution? resolution, string field)
    {
        await using var world = await World.StartAsync();
        var command = RunTests.Resolve(await GivenBreakAsync(world), person) with { Reason = reason, Evidence = evidence, Resolution = resolution };
        var fault = await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => world.Desk.ActAsync(command, Cancellation));
        Assert.Equal(field, Assert.Single(fault.Problems).Field);
    }

    [Fact]
    public async Task Every_state_goes_only_where_the_documents_say()
    {
        await using var world = await World.StartAsync();
        var row = await GivenBreakAsync(world);
        Assert.Equal(PaymentErrorCodes.BreakStateRefused, await RefusedAsync(world, Command(row, BreakAction.Reopen, "anna")));
        Assert.Equal(PaymentErrorCodes.BreakStateRefused, await RefusedAsync(world, Command(row, BreakAction.Approve, "anna")));
        row = await DoneAsync(world, Command(row, BreakAction.Note, "anna"));
        row = await DoneAsync(world, Command(row, BreakAction.Hold, "anna"));
        Assert.Equal(BreakState.Held, row.State);
        row = await DoneAsync(world, Command(row, BreakAction.Review, "anna"));
        row = await DoneAsync(world, RunTests.Resolve(row, "anna"));
        Assert.Equal(PaymentErrorCodes.BreakStateRefused, await RefusedAsync(world, Command(row, BreakAction.Hold, "anna")));
        Assert.Equal(5, row.History.Count);
        Assert.Equal(row.Version, row.History.Count);
        Assert.Equal(3, row.AgeDays(Day.AddDays(3)));
    }

    [Fact]
    public async Task A_break_that_a_later_bill_explains_clears_by_itself()
    {
        await using var world = await World.StartAsync();
        var order = await world.GivenAsync(Noon, Noon.AddHours(8)); // 20:00: far outside the window
        world.ChannelHas(order, Day.AddDays(1), Noon.AddHours(8));
        await world.WorkAsync();
        Assert.Equal(BreakState.Open, Assert.Single(await world.BreaksAsync()).State);
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.WorkAsync();
        var row = Assert.Single(await world.BreaksAsync());
        Assert.Equal((BreakState.Resolved, BreakResolution.Cleared, Day.AddDays(1)), (row.State, row.Resolution, row.SettledDay));
        Assert.Equal(1, (await world.RunOfAsync(Day.AddDays(1))).Counts[ReconciliationBucket.Matched]);
    }

    [Fact]
    public async Task A_payment_billed_on_two_days_is_a_duplicate()
    {
        await using var world = await World.StartAsync();
        var order = await world.GivenAsync(Noon, Noon.AddHours(8));
        world.ChannelHas(order, Day, Noon.AddHours(8));
        world.ChannelHas(order, Day.AddDays(1), Noon.AddHours(8));
        await world.WorkAsync();
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.WorkAsync();
        var row = Assert.Single(await world.BreaksAsync());
        Assert.Equal((BreakState.Open, ReconciliationBucket.ChannelOnly, BreakCause.Duplicate), (row.State, row.Bucket, row.Cause));
    }

    private static async Task<Break> GivenBreakAsync(World world)
    {
        await world.GivenAsync(Noon, Noon);
        await world.WorkAsync();
        return Assert.Single(await world.BreaksAsync());
    }

    private static BreakCommand Command(Break row, BreakAction action, string person) =>
        new() { BreakId = row.BreakId, ExpectedVersion = row.Version, Action = action, Person = person, Reason = "looked at it" };

    private static async Task<Break> DoneAsync(World world, BreakCommand command) =>
        Assert.IsType<ReconciliationResult<Break>.Done>(await world.Desk.ActAsync(command, Cancellation)).Value;

    private static async Task<string> RefusedAsync(World world, BreakCommand command) =>
        Assert.IsType<ReconciliationResult<Break>.Refused>(await world.Desk.ActAsync(command, Cancellation)).Error.Code;
}
