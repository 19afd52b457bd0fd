namespace Payments.Storage;

/// <summary>The intent to look at orders whose time to be looked at has come.</summary>
/// <param name="Owner">Names the caller among all nodes.</param>
/// <param name="Max">At most so many, 1 to 1,000.</param>
/// <param name="Now">Our clock.</param>
/// <param name="LeaseUntil">Until when the caller works on them; afterwards others may claim them.</param>
public sealed record ClaimOrders(string Owner, int Max, DateTimeOffset Now, DateTimeOffset LeaseUntil);

/// <summary>What looking at a claimed order came to when it changed nothing.</summary>
/// <param name="OrderNo">The order.</param>
/// <param name="Owner">Who holds the lease.</param>
/// <param name="NextCheckAt">When to look again, or <see langword="null"/>: never.</param>
public sealed record ScheduleCheck(OrderNo OrderNo, string Owner, DateTimeOffset? NextCheckAt);
