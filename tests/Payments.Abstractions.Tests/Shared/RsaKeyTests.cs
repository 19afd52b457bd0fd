using System.Security.Cryptography;
using Payments.Shared;
using Xunit;

namespace Payments.Tests;

public sealed class RsaKeyTests
{
    private static readonly RsaKey Key = new(RSA.Create(TestKeys.Rsa.ExportParameters(includePrivateParameters: true)), hasPrivateKey: true);

    [Fact]
    public void A_signature_is_plain_RSA_SHA256()
    {
        var expected = TestKeys.Rsa.SignData("message"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Assert.Equal(expected, Key.SignSha256("message"u8));
        Assert.Equal(Convert.ToBase64String(expected), Key.SignSha256Base64("message"u8));
        Assert.True(Key.VerifySha256Base64("message"u8, Convert.ToBase64String(expected)));
        Assert.False(Key.VerifySha256Base64("messagf"u8, Convert.ToBase64String(expected)));
    }

    [Fact]
    public void A_signature_that_is_not_one_is_false_never_an_exception()
    {
        var good = Key.SignSha256Base64("message"u8);
        string?[] bad =
        [
            null, "", " ", "=", "====", "!!!!", "AAAA", good[..^1], good + "=", good + "\n", " " + good, good[..^4], good + "AAAA",
            good[..^2] + "\n=", "字" + good[1..], new string('A', good.Length), new string('=', good.Length), new string(' ', good.Length),
            good.Replace('+', '-').Replace('/', '_') + "-", new string('/', good.Length - 2) + "==",
        ];

        Assert.All(bad, signature => Assert.False(Key.VerifySha256Base64("message"u8, signature)));
        Assert.False(Key.VerifySha256("message"u8, []));
        Assert.False(Key.VerifySha256("message"u8, new byte[255]));
        Assert.False(Key.VerifySha256("message"u8, new byte[256]));
        Assert.False(Key.VerifySha256("message"u8, new byte[257]));
    }

    [Fact]
    public void Every_flipped_bit_breaks_a_signature()
    {
        var signature = Key.SignSha256("message"u8);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Key.VerifySha256("message"u8, signature));
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(Key.VerifySha256("message"u8, signature));
    }

    [Fact]
    public void One_key_serves_many_threads()
    {
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var message = BitConverter.GetBytes(i);
            Assert.True(Key.VerifySha256Base64(message, Key.SignSha256Base64(message)));
        });
    }

    [Fact]
    public void Larger_keys_work_the_same()
    {
        using var large = new RsaKey(RSA.Create(3072), hasPrivateKey: true);

        Assert.True(large.VerifySha256Base64("message"u8, large.SignSha256Base64("message"u8)));
        Assert.False(large.VerifySha256Base64("message"u8, Key.SignSha256Base64("message"u8)));
    }

    [Fact]
    public void Halves_of_a_pair_know_each_other()
    {
        using var half = RsaKeyReader.ReadPublic(TestKeys.Rsa.ExportSubjectPublicKeyInfo()).Key!;
        using var stranger = RsaKeyReader.ReadPublic(TestKeys.OtherRsa.ExportSubjectPublicKeyInfo()).Key!;

        Assert.True(Key.IsSamePair(half) && half.IsSamePair(Key));
        Assert.False(Key.IsSamePair(stranger));
    }

    [Fact]
    public void Verifying_allocates_next_to_nothing()
    {
        var signature = Key.SignSha256Base64("message"u8);
        Key.VerifySha256Base64("message"u8, signature);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Key.VerifySha256Base64("message"u8, signature);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 512);
    }

    [Fact]
    public void Fixed_time_comparison_compares()
    {
        Assert.True(FixedTime.Same("abc"u8, "abc"u8));
        Assert.False(FixedTime.Same("abc"u8, "abd"u8));
        Assert.False(FixedTime.Same("abc"u8, "ab"u8));
        Assert.True(FixedTime.Same("密钥", "密钥"));
        Assert.False(FixedTime.Same("密钥", "密匙"));
        Assert.False(FixedTime.Same("a", "A"));
    }
}
