using Payments.Recon.Archive;

namespace Payments.Recon.Tests.Archive;

/// <summary>The examples of "Signature Calculations for the Authorization Header" in the documents of Amazon S3.</summary>
public sealed class SigV4Tests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly SigV4Key Key = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");

    [Fact]
    public void An_object_is_read() => Assert.EndsWith(
        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        SigV4.Sign("GET", "/test.txt", [], Headers(Empty, ("range", "bytes=0-9")), Key),
        StringComparison.Ordinal);

    [Fact]
    public void An_object_is_written() => Assert.EndsWith(
        "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        SigV4.Sign(
            "PUT",
            "/" + SigV4.Encode("test$file.text", keepSlash: true),
            [],
            Headers("44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")),
            Key),
        StringComparison.Ordinal);

    [Fact]
    public void A_parameter_without_a_value_is_signed() => Assert.EndsWith(
        "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        SigV4.Sign("GET", "/", [new("lifecycle", "")], Headers(Empty), Key),
        StringComparison.Ordinal);

    [Fact]
    public void Objects_are_listed() => Assert.EndsWith(
        "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        SigV4.Sign("GET", "/", [new("prefix", "J"), new("max-keys", "2")], Headers(Empty), Key),
        StringComparison.Ordinal);

    [Fact]
    public void The_key_does_not_show() => Assert.DoesNotContain("wJalr", Key.ToString(), StringComparison.Ordinal);

    private static Dictionary<string, string> Headers(string sha256, params (string Name, string Value)[] more)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = "examplebucket.s3.amazonaws.com",
            ["x-amz-content-sha256"] = sha256,
            ["x-amz-date"] = SigV4.Time(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero)),
        };
        foreach (var (name, value) in more)
        {
            headers[name] = value;
        }

        return headers;
    }
}
