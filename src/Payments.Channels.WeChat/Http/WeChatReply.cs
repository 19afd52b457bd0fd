namespace Payments.Channels.WeChat.Http;

/// <summary>An answer after verification. A closed set.</summary>
internal abstract record WeChatReply
{
    private WeChatReply()
    {
    }

    /// <summary>Done, and the signature is WeChat Pay's.</summary>
    /// <param name="Status">200 or 204, or another status of success.</param>
    /// <param name="Body">The body as signed.</param>
    /// <param name="RequestId">WeChat Pay's number of the call.</param>
    public sealed record Success(int Status, byte[] Body, string RequestId) : WeChatReply;

    /// <summary>
    /// An error answer in WeChat Pay's form that decided the matter (HTTP 4xx). Not signed: WeChat Pay's own clients read them unverified too.
    /// </summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Code">The code without underscores, as both spellings occur.</param>
    /// <param name="InternalCode">WeChat Pay's internal number of the error, where it says so.</param>
    /// <param name="Message">The channel's message, for telling apart what shares a code.</param>
    /// <param name="Error">The error in our words.</param>
    /// <param name="MayHaveArrivedBefore">Whether an earlier try of the same call may have arrived and done what this one was refused.</param>
    public sealed record Refusal(int Status, string Code, long? InternalCode, string Message, PaymentError Error, bool MayHaveArrivedBefore) : WeChatReply;

    /// <summary>No answer, a gateway's page, an error of the server, or an answer that cannot be trusted.</summary>
    /// <param name="Error">What is known.</param>
    public sealed record Uncertain(PaymentError Error) : WeChatReply
    {
        /// <summary>Whether the reason is that the payer is paying at this moment (HTTP 202).</summary>
        public bool IsUserPaying => Error.ChannelCode is { } code && ChannelErrors.Normalise(code) == VerifiedCalls.UserPaying;
    }
}
