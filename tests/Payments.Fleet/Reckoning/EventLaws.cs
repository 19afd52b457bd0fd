namespace Payments.Fleet.Reckoning;

/// <summary>Law 4: state and event together, every event at every subscriber, in order per order, and nothing acknowledged that was not kept.</summary>
internal static class EventLaws
{
    public static IEnumerable<Breach> Law04(Facts facts, Book book) =>
        [.. Sequences(book), .. States(book), .. Delivered(facts), .. facts.Arrivals.SelectMany(sink => Arrived(facts, sink.Key, sink.Value)), .. Acknowledged(facts)];

    private static IEnumerable<Breach> Sequences(Book book)
    {
        foreach (var order in book.Orders)
        {
            var sequences = book.EventsOf(order).Select(each => each.Sequence).Order().ToList();
            if (!sequences.SequenceEqual(Enumerable.Range(1, order.LastEventSequence)))
            {
                yield return new Breach(4, $"{order.OrderNo} counts {order.LastEventSequence} events and has {string.Join(", ", sequences)}");
            }
        }
    }

    private static IEnumerable<Breach> States(Book book)
    {
        foreach (var order in book.Orders)
        {
            var types = book.EventsOf(order).Select(each => each.Type).ToList();
            var ending = order.Status switch
            {
                OrderStatus.Closed => "order.closed",
                OrderStatus.Failed => "order.failed",
                _ => null,
            };
            if (ending is not null && !types.Contains(ending, StringComparer.Ordinal))
            {
                yield return new Breach(4, $"{order.OrderNo} is {order.Status} without {ending}");
            }

            var refunds = order.Refunds.Count(refund => refund.Status == RefundStatus.Succeeded);
            if (types.Count(type => type == "refund.created") != order.Refunds.Count || types.Count(type => type == "refund.succeeded") != refunds)
            {
                yield return new Breach(4, $"{order.OrderNo} has {order.Refunds.Count} refunds, {refunds} of them done, and the events {string.Join(", ", types)}");
            }
        }
    }

    private static IEnumerable<Breach> Delivered(Facts facts) => facts.Events
        .Where(each => each.State != "Delivered")
        .Select(each => new Breach(4, $"event {each.EventId} ({each.Type}) is {each.State} in the outbox"));

    private static IEnumerable<Breach> Arrived(Facts facts, string sink, IReadOnlyDictionary<string, long> first)
    {
        var known = facts.Events.Select(each => each.EventId).ToHashSet(StringComparer.Ordinal);
        foreach (var stray in first.Keys.Where(eventId => !known.Contains(eventId) && !facts.IsOld(eventId)))
        {
            yield return new Breach(4, $"the {sink} got {stray}, which is not in the database");
        }

        foreach (var order in facts.Events.GroupBy(each => each.OrderNo, StringComparer.Ordinal))
        {
            long before = 0;
            foreach (var each in order.OrderBy(each => each.Sequence))
            {
                if (!first.TryGetValue(each.EventId, out var at))
                {
                    yield return new Breach(4, $"the {sink} did not get {each.EventId} ({each.Type})");
                }
                else if (at < before)
                {
                    yield return new Breach(4, $"the {sink} got {each.EventId} before the one before it");
                }

                before = Math.Max(before, at);
            }
        }
    }

    private static IEnumerable<Breach> Acknowledged(Facts facts)
    {
        var kept = facts.Evidence.Where(each => each.NotificationId is not null).Select(each => each.NotificationId!).ToHashSet(StringComparer.Ordinal);
        return facts.Acknowledged.Where(id => !kept.Contains(id)).Select(id => new Breach(4, $"callback {id} was acknowledged and not kept"));
    }
}
