using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Payments.Conformance;

namespace Payments.RabbitMq.Tests;

/// <summary>Events as CloudEvents, byte for byte as in the files under Golden. They only ever gain members.</summary>
public sealed class CloudEventTests
{
    private static readonly OrderNo Number = OrderNo.Create(Sample.Now, 4_711, 7);

    public static TheoryData<string> Types => ["order.created", "order.paid", "refund.succeeded", "payment.extra"];

    [Theory]
    [MemberData(nameof(Types))]
    public void An_event_is_rendered_as_its_file_says(string type)
    {
        var file = Path.Combine(Folder(), "Golden", $"{type}.json");
        var rendered = Encoding.UTF8.GetString(CloudEvents.ToJson(Event(type), "/shop/payments"));

        if (Environment.GetEnvironmentVariable("PAYMENTS_ACCEPT_GOLDEN") == "1")
        {
            File.WriteAllText(file, rendered + "\n");
        }

        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), rendered);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_event_has_the_attributes_of_CloudEvents_1_0(string type)
    {
        var paymentEvent = Event(type);
        using var json = JsonDocument.Parse(CloudEvents.ToJson(paymentEvent, "/shop/payments"));

        var attributes = json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        Assert.All(attributes.Keys, name => Assert.Matches("^[a-z0-9]{1,20}$", name));
        Assert.Equal(
            ("1.0", paymentEvent.EventId, "/shop/payments", type, Number.Value, "application/json"),
            (Text("specversion"), Text("id"), Text("source"), Text("type"), Text("subject"), Text("datacontenttype")));
        Assert.Equal(paymentEvent.OccurredAt, attributes["time"].GetDateTimeOffset());
        Assert.EndsWith("Z", Text("time"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, attributes["data"].ValueKind);

        string? Text(string name) => attributes[name].GetString();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Law10_no_credential_of_the_payer_is_rendered(string type) =>
        Assert.DoesNotContain("sentinel", Encoding.UTF8.GetString(CloudEvents.ToJson(Event(type), "/shop/payments")), StringComparison.Ordinal);

    [Theory]
    [InlineData("/payments", true)]
    [InlineData("https://shop.example/payments", true)]
    [InlineData("urn:shop:payments", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("with blank", false)]
    public void A_source_is_a_URI_or_a_path(string? source, bool isSource)
    {
        Assert.Equal(isSource, CloudEvents.IsSource(source));
        if (!isSource)
        {
            Assert.Throws<ArgumentException>(() => CloudEvents.ToJson(Event("order.paid"), source!));
        }
    }

    private static PaymentEvent Event(string type)
    {
        var attempt = Sample.Attempt(Number, 1) with { Status = AttemptStatus.Succeeded, NextAction = new NextAction.ShowQrCode("weixin://wxpay/bizpayurl?pr=sentinel") };
        var refund = Sample.Refund(Number, 1) with { Status = RefundStatus.Succeeded, Reason = "sentinel", ChannelRefundId = "5030001", SucceededAt = Sample.Now.AddHours(1) };
        var created = Sample.Order("shop-1") with { OrderNo = Number, Subject = "茶 \"Lóngjǐng\" & <cup>", ReturnUrl = "https://shop.example/?sentinel", Attempts = [attempt] };
        var paid = created with { Status = OrderStatus.Paid, PaidAt = Sample.Now.AddSeconds(-2), PaidAttemptNo = attempt.AttemptNo, ChannelTransactionId = "4200001" };
        return type switch
        {
            "order.created" => new OrderCreated { OrderNo = Number, Sequence = 1, OccurredAt = Sample.Now, Order = created },
            "order.paid" => new OrderPaid { OrderNo = Number, Sequence = 3, OccurredAt = Sample.Now, Order = paid },
            "refund.succeeded" => new RefundSucceeded { OrderNo = Number, Sequence = 5, OccurredAt = Sample.Now, Order = paid with { Refunds = [refund], Status = OrderStatus.PartiallyRefunded }, Refund = refund },
            _ => new ExtraPaymentReceived { OrderNo = Number, Sequence = 4, OccurredAt = Sample.Now, Order = paid, AttemptNo = Number.ToAttemptNo(2), Amount = paid.Amount, ChannelTransactionId = "4200002" },
        };
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
