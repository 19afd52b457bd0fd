using Payments.EndToEnd.Tests.Support;

namespace Payments.EndToEnd.Tests.Hostile;

public sealed class AlipayHostileCallbackTests(SimulatorFixture simulators) : HostileCallbacks(simulators, "alipay-main", "alipay.precreate")
{
    private static readonly Dictionary<string, (int Status, Action<AlipayForge> Spoil)> Rows = new()
    {
        ["no signature"] = (401, forge => forge.SentBody = form => form[..form.LastIndexOf("&sign=", StringComparison.Ordinal)]),
        ["empty signature"] = (401, forge => forge.Signature = _ => ""),
        ["two signatures"] = (401, forge => forge.SentBody = form => form + "&sign=AAAA"),
        ["signature is no Base64"] = (401, forge => forge.Signature = _ => "%%%"),
        ["signature too short"] = (401, forge => forge.Signature = _ => "AAAA"),
        ["signature too long"] = (401, forge => forge.Signature = signature => signature + new string('A', 4_000)),
        ["signed by somebody else"] = (401, forge => forge.PrivateKey = ThrowAwayKey.Pem),
        ["no signature type"] = (401, forge => forge.Fields.Remove("sign_type")),
        ["weak signature type"] = (401, forge => forge.Fields["sign_type"] = "RSA"),
        ["MD5"] = (401, forge => forge.Fields["sign_type"] = "MD5"),
        ["amount changed"] = (401, forge => forge.SentBody = form => form.Replace("total_amount=88.00", "total_amount=88.01", StringComparison.Ordinal)),
        ["order changed"] = (401, forge => forge.SentBody = form => form.Replace("out_trade_no=0", "out_trade_no=1", StringComparison.Ordinal)),
        ["field added"] = (401, forge => forge.SentBody = form => form + "&extra=1"),
        ["field removed"] = (401, forge => forge.SentBody = form => form.Replace("&version=1.0", "", StringComparison.Ordinal)),
        ["order doubled"] = (401, forge => forge.SentBody = form => form + "&out_trade_no=X"),
        ["amount doubled, the same"] = (401, forge => forge.SentBody = form => form + "&total_amount=88.00"),
        ["name written otherwise"] = (401, forge => forge.SentBody = form => form + "&total%5Famount=1.00"),
        ["decoded twice"] = (401, forge => forge.SentBody = form => form.Replace("%20", "%2520", StringComparison.Ordinal)),
        ["broken escape"] = (401, forge => forge.SentBody = form => form + "&x=%ZZ"),
        ["cut escape"] = (401, forge => forge.SentBody = form => form + "%E7%B"),
        ["surrogates as bytes"] = (401, forge => forge.SentBody = form => form + "&x=%ED%A0%80"),
        ["NUL"] = (401, forge => forge.SentBody = form => form + "&x=%00"),
        ["not UTF-8"] = (401, forge => forge.SentBytes = form => [.. form, 0xFF, 0xFE]),
        ["byte order mark"] = (401, forge => forge.SentBytes = form => [0xEF, 0xBB, 0xBF, .. form]),
        ["one byte off"] = (401, forge => forge.SentBytes = form => [.. form[..20], (byte)(form[20] ^ 1), .. form[21..]]),
        ["empty body"] = (401, forge => forge.SentBytes = _ => []),
        ["JSON"] = (401, forge => { forge.SentBytes = _ => """{"sign":"x"}"""u8.ToArray(); forge.ContentType = "application/json"; }),
        ["ten thousand fields"] = (401, forge => forge.SentBody = form => form + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"&f{i}=1"))),
        ["ten megabytes"] = (401, forge => forge.SentBytes = form => [.. form, .. new byte[10 << 20]]),
        ["a field of a megabyte"] = (401, forge => forge.SentBody = form => form + "&x=" + new string('x', 1 << 20)),
        ["wrong application"] = (401, forge => forge.Fields["app_id"] = "2014072300007148"),
        ["no application"] = (401, forge => forge.Fields.Remove("app_id")),
        ["wrong seller"] = (401, forge => forge.Fields["seller_id"] = "2088000000000000"),
        ["no seller"] = (401, forge => forge.Fields.Remove("seller_id")),
        ["from the future"] = (401, forge => forge.Fields["notify_time"] = AlipayForge.Beijing(DateTimeOffset.UtcNow.AddMinutes(6))),
        ["older than any repetition"] = (401, forge => forge.Fields["notify_time"] = AlipayForge.Beijing(DateTimeOffset.UtcNow.AddHours(-26))),
        ["time is no time"] = (401, forge => forge.Fields["notify_time"] = "yesterday"),
        ["another charset than it is in"] = (401, forge => forge.SentBody = form => form.Replace("charset=utf-8", "charset=gbk", StringComparison.Ordinal)),
        ["amount in exponents"] = (401, forge => forge.Fields["total_amount"] = "88e0"),
        ["amount with three decimals"] = (401, forge => forge.Fields["total_amount"] = "88.000"),
        ["amount negative"] = (401, forge => forge.Fields["total_amount"] = "-88.00"),
        ["amount in full-width digits"] = (401, forge => forge.Fields["total_amount"] = "８８.００"),
        ["no amount"] = (401, forge => forge.Fields.Remove("total_amount")),
        ["unknown state"] = (401, forge => forge.Fields["trade_status"] = "TRADE_PAID_HONESTLY"),
        ["no state"] = (401, forge => forge.Fields.Remove("trade_status")),
        ["wrong amount"] = (422, forge => forge.Fields["total_amount"] = "87.99"),
        ["unknown order"] = (422, forge => forge.Fields["out_trade_no"] = "01JDCF3X9V000000000000000001"),
        ["somebody else's number"] = (422, forge => forge.Fields["out_trade_no"] = "ORDER_4711"),
        ["another attempt of the order"] = (422, forge => forge.Fields["out_trade_no"] = forge.Fields["out_trade_no"][..^1] + "2"),
    };

    public static TheoryData<string> Names { get; } = [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_callback_changes_nothing(string name)
    {
        var (status, spoil) = Rows[name];
        var forge = new AlipayForge(Simulators, VictimAttemptNo);
        spoil(forge);

        await AttackAsync(forge.Make(), status);
    }

    [Fact]
    public Task An_order_of_another_account_is_never_paid() => AttackAsync(new AlipayForge(Simulators, OtherAttemptNo).Make(), 422);

    [Fact]
    public Task A_genuine_callback_is_taken_and_its_replay_changes_nothing() =>
        TakenAsync(new AlipayForge(Simulators, VictimAttemptNo).Make(), new AlipayForge(Simulators, VictimAttemptNo).Make());
}
