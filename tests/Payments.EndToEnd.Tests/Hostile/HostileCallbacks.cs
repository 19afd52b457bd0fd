using System.Net;
using System.Text.Json.Nodes;
using Payments.EndToEnd.Tests.Support;
using Payments.Storage;

namespace Payments.EndToEnd.Tests.Hostile;

/// <summary>
/// What every hostile callback must meet: the right status and never a 5xx, the order untouched, exactly one row of evidence, and no secret in any
/// log line, at whatever level.
/// </summary>
public abstract class HostileCallbacks(SimulatorFixture simulators, string account, string method) : IAsyncLifetime
{
    private const int AllEvidence = 1_000;

    private readonly string[] _secrets = Secrets(simulators);

    protected SimulatorFixture Simulators { get; } = simulators;

    private protected Merchant Merchant { get; private set; } = null!;

    /// <summary>An order that awaits its payer on the account under attack.</summary>
    protected JsonNode Victim { get; private set; } = null!;

    protected string VictimAttemptNo => (string)Victim["attempts"]![0]!["attemptNo"]!;

    /// <summary>An order of ours that awaits its payer on another account.</summary>
    protected JsonNode Other { get; private set; } = null!;

    protected string OtherAttemptNo => (string)Other["attempts"]![0]!["attemptNo"]!;

    public async ValueTask InitializeAsync()
    {
        // The evidence of each callback is counted: the sweeper's questions would be among it.
        Merchant = await Merchant.StartAsync(Simulators, settings => settings["Payments:Sweeper:Enabled"] = "false");
        Victim = (await Merchant.CreateAsync(method, "victim", account: account)).Body;
        Other = (await Merchant.CreateAsync("wechat.native", "other", account: "wechat-certificates")).Body;
        Assert.Equal("Pending", (string)Victim["status"]!);
        Assert.Equal("Pending", (string)Other["status"]!);
    }

    public async ValueTask DisposeAsync()
    {
        await Merchant.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<string> AttackAsync(HttpRequestMessage request, int expectedStatus)
    {
        var before = await CountEvidenceAsync();
        request.RequestUri = new Uri($"/payments/notify/{account}", UriKind.Relative);
        using var response = await Merchant.Http.SendAsync(request);
        var reply = await response.Content.ReadAsStringAsync();

        Assert.Equal(expectedStatus, (int)response.StatusCode);
        Assert.Equal(Victim.ToJsonString(), (await Merchant.GetAsync((string)Victim["orderNo"]!)).ToJsonString());
        Assert.Equal(Other.ToJsonString(), (await Merchant.GetAsync((string)Other["orderNo"]!)).ToJsonString());
        var evidence = await Merchant.Store.ReadRecentEvidenceAsync(account, AllEvidence, TestContext.Current.CancellationToken);
        Assert.Equal(before + 1, evidence.Count);
        Assert.Equal(expectedStatus == 401 ? EvidenceVerdict.Refused : EvidenceVerdict.Quarantined, evidence[0].Verdict);
        Assert.NotEmpty(evidence[0].Reason);
        CheckNothingSecret(reply);
        return evidence[0].Reason;
    }

    /// <summary>Proves that the forge makes callbacks that are taken, so that the refusals are of what each row changed.</summary>
    protected async Task TakenAsync(HttpRequestMessage genuine, HttpRequestMessage replayed)
    {
        var before = await CountEvidenceAsync();
        foreach (var request in (HttpRequestMessage[])[genuine, replayed])
        {
            request.RequestUri = new Uri($"/payments/notify/{account}", UriKind.Relative);
            using var response = await Merchant.Http.SendAsync(request);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
        }

        Assert.Equal("Paid", (string)(await Merchant.GetAsync((string)Victim["orderNo"]!))["status"]!);
        var evidence = await Merchant.Store.ReadRecentEvidenceAsync(account, AllEvidence, TestContext.Current.CancellationToken);
        Assert.Equal(before + 2, evidence.Count);
        Assert.Equal([EvidenceVerdict.Duplicate, EvidenceVerdict.Applied], evidence.Take(2).Select(each => each.Verdict));
        CheckNothingSecret("");
    }

    private static string[] Secrets(SimulatorFixture simulators)
    {
        var wechat = simulators.Credentials["wechat"]!;
        var alipay = simulators.Credentials["alipay"]!;
        return
        [
            (string)wechat["apiV3Key"]!,
            KeyText((string)wechat["merchantPrivateKeyPem"]!),
            KeyText((string)alipay["appPrivateKeyPem"]!),
            Forgery.PayerId,
        ];
    }

    private static string KeyText(string pem) => pem.Split('\n')[5];

    private void CheckNothingSecret(string reply)
    {
        foreach (var line in Merchant.Logs.Lines.Append(reply))
        {
            foreach (var secret in _secrets)
            {
                Assert.DoesNotContain(secret, line, StringComparison.Ordinal);
            }
        }
    }

    private async Task<int> CountEvidenceAsync() =>
        (await Merchant.Store.ReadRecentEvidenceAsync(account, AllEvidence, TestContext.Current.CancellationToken)).Count;
}

internal static class Forgery
{
    public const string PayerId = "oSENTINELpayerIdentity0000001";
}
