using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 2: evidence is kept raw, with what became of it.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class EvidenceConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    [Fact]
    public async Task Evidence_comes_back_as_it_was()
    {
        var orderNo = Sample.OrderNo();
        Evidence[] kept =
        [
            Sample.Evidence(orderNo, Sample.Now) with { NotificationId = "EV-1", Body = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray() },
            Sample.Evidence(orderNo, Sample.Now.AddTicks(1)) with { Body = default, Headers = "", Reason = "空 \n '" },
            Sample.Evidence(orderNo, Sample.Now.AddTicks(2)) with { Body = new byte[65_536], NotificationId = "" },
        ];
        foreach (var evidence in kept)
        {
            await Store.RecordEvidenceAsync(evidence, Cancellation);
        }

        var found = await Store.ReadEvidenceAsync(orderNo, 10, Cancellation);
        Assert.Equal(kept.Length, found.Count);
        Assert.All(kept.Zip(found), pair => Same.Evidence(pair.First, pair.Second));
    }

    [Fact]
    public async Task Every_source_and_verdict_comes_back()
    {
        var orderNo = Sample.OrderNo();
        var kept = (from source in Enum.GetValues<EvidenceSource>() from verdict in Enum.GetValues<EvidenceVerdict>() select (source, verdict)).ToList();
        foreach (var ((source, verdict), i) in kept.Select((pair, i) => (pair, i)))
        {
            await Store.RecordEvidenceAsync(Sample.Evidence(orderNo, Sample.Now.AddTicks(i)) with { Source = source, Verdict = verdict }, Cancellation);
        }

        var found = await Store.ReadEvidenceAsync(orderNo, 100, Cancellation);
        Assert.Equal(kept, found.Select(evidence => (evidence.Source, evidence.Verdict)));
    }

    [Fact]
    public async Task Evidence_of_an_order_is_read_oldest_first()
    {
        var orderNo = Sample.OrderNo();
        int[] seconds = [5, 1, 4, 2, 3];
        foreach (var second in seconds)
        {
            await Store.RecordEvidenceAsync(Sample.Evidence(orderNo, Sample.Now.AddSeconds(second)), Cancellation);
        }

        await Store.RecordEvidenceAsync(Sample.Evidence(Sample.OrderNo(), Sample.Now), Cancellation);
        await Store.RecordEvidenceAsync(Sample.Evidence(receivedAt: Sample.Now), Cancellation);

        var found = await Store.ReadEvidenceAsync(orderNo, 3, Cancellation);
        Assert.Equal([1, 2, 3], found.Select(evidence => (int)(evidence.ReceivedAt - Sample.Now).TotalSeconds));
        Assert.Equal(5, (await Store.ReadEvidenceAsync(orderNo, 10, Cancellation)).Count);
        Assert.Empty(await Store.ReadEvidenceAsync(Sample.OrderNo(), 10, Cancellation));
    }

    [Fact]
    public async Task Recent_evidence_of_an_account_is_read_newest_first_whatever_order_it_names()
    {
        for (var second = 1; second <= 5; second++)
        {
            OrderNo? orderNo = second % 2 == 0 ? Sample.OrderNo() : null;
            await Store.RecordEvidenceAsync(Sample.Evidence(orderNo, Sample.Now.AddSeconds(second)), Cancellation);
            await Store.RecordEvidenceAsync(Sample.Evidence(orderNo, Sample.Now.AddSeconds(second), account: "alipay-main"), Cancellation);
        }

        var found = await Store.ReadRecentEvidenceAsync("wechat-main", 3, Cancellation);
        Assert.Equal([5, 4, 3], found.Select(evidence => (int)(evidence.ReceivedAt - Sample.Now).TotalSeconds));
        Assert.All(found, evidence => Assert.Equal("wechat-main", evidence.ChannelAccount));
        Assert.Equal(5, (await Store.ReadRecentEvidenceAsync("wechat-main", 100, Cancellation)).Count);
        Assert.Empty(await Store.ReadRecentEvidenceAsync("unknown", 10, Cancellation));
    }

    [Fact]
    public async Task Evidence_of_one_moment_is_read_by_its_id()
    {
        var orderNo = Sample.OrderNo();
        string[] ids = ["0c", "0a", "0b"];
        foreach (var id in ids)
        {
            await Store.RecordEvidenceAsync(Sample.Evidence(orderNo) with { EvidenceId = id }, Cancellation);
        }

        Assert.Equal(["0a", "0b", "0c"], (await Store.ReadEvidenceAsync(orderNo, 10, Cancellation)).Select(evidence => evidence.EvidenceId));
        Assert.Equal(["0c", "0b", "0a"], (await Store.ReadRecentEvidenceAsync("wechat-main", 10, Cancellation)).Select(evidence => evidence.EvidenceId));
    }

    [Fact]
    public async Task Evidence_is_never_written_over()
    {
        var first = Sample.Evidence(Sample.OrderNo());
        await Store.RecordEvidenceAsync(first, Cancellation);

        await Assert.ThrowsAnyAsync<Exception>(() => Store.RecordEvidenceAsync(first with { Reason = "another" }, Cancellation).AsTask());

        Same.Evidence(first, Assert.Single(await Store.ReadEvidenceAsync(first.OrderNo!.Value, 10, Cancellation)));
    }
}
