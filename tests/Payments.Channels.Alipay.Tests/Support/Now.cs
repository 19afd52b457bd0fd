namespace Payments.Channels.Alipay.Tests.Support;

internal static class Now
{
    /// <summary>Ends with the test run.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
