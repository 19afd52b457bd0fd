namespace Payments.Channels.WeChat.Tests.Support;

internal static class Ct
{
    /// <summary>Ends the test's calls when the run is ended.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
