using System.Net;
using System.Net.Sockets;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

/// <summary>What was sent, what was not, and where to: the backup address.</summary>
public sealed class SendingTests
{
    private const string Primary = "https://api.mch.weixin.qq.com";
    private const string Backup = "https://api2.mch.weixin.qq.com";

    [Theory]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public async Task Nothing_sent_anywhere_is_an_exception(HttpRequestError error)
    {
        using var account = WithBackup();
        account.WeChat.Answers(_ => throw new HttpRequestException(error));

        var thrown = await Assert.ThrowsAsync<ChannelUnreachableException>(() => account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));

        Assert.False(thrown.MayHaveBeenSent);
        Assert.Equal($"{Primary} {Backup}", Addresses(account));
    }

    [Fact]
    public async Task The_backup_takes_over_with_the_same_numbers()
    {
        using var account = WithBackup();
        account.WeChat.Answers(request => request.Address == Primary
            ? throw new HttpRequestException(HttpRequestError.ConnectionError)
            : account.WeChat.Signed(HttpStatusCode.OK, """{"code_url":"weixin://x"}"""));

        Assert.IsType<ChannelOutcome<NextAction>.Accepted>(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));

        Assert.Equal(account.WeChat.Sent[0].Body, account.WeChat.Sent[1].Body);
        Assert.Equal(account.WeChat.Sent[0].PathAndQuery, account.WeChat.Sent[1].PathAndQuery);
    }

    [Fact]
    public async Task While_the_first_address_is_down_the_backup_is_asked_first_and_then_no_more()
    {
        using var account = WithBackup();
        var isDown = true;
        account.WeChat.Answers(request => request.Address == Primary && isDown
            ? throw new HttpRequestException(HttpRequestError.ConnectionError)
            : account.WeChat.Signed(HttpStatusCode.OK, """{"code_url":"weixin://x"}"""));
        var order = TestAccount.Order(WeChatPaymentMethods.Native);

        await account.Channel.CreateAsync(order, Ct.Token);
        await account.Channel.CreateAsync(order, Ct.Token);
        isDown = false;
        account.Time.Advance(TimeSpan.FromSeconds(31));
        await account.Channel.CreateAsync(order, Ct.Token);

        Assert.Equal($"{Primary} {Backup} {Backup} {Primary}", Addresses(account));
    }

    [Fact]
    public async Task Sent_to_one_and_unreachable_the_other_is_unknown_never_unsent()
    {
        using var account = WithBackup(retries: 1);
        account.WeChat.Answers(request => throw new HttpRequestException(request.Address == Primary ? HttpRequestError.ResponseEnded : HttpRequestError.ConnectionError));

        var outcome = await account.Channel.CloseAsync(TestAccount.Reference(), Ct.Token);

        Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, Assert.IsType<ChannelOutcome<ChannelCloseResult>.Unknown>(outcome).Error.Code);
        Assert.Equal($"{Primary} {Backup}", Addresses(account));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // what HttpClient lets through when the other side is gone the moment it has taken the connection
    public async Task An_order_that_may_have_arrived_is_not_sent_to_the_backup(bool isBare)
    {
        using var account = WithBackup();
        account.WeChat.Answers(_ => throw (isBare ? new SocketException() : new HttpRequestException(HttpRequestError.ResponseEnded)));

        Assert.IsType<ChannelOutcome<NextAction>.Unknown>(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));

        Assert.Equal(Primary, Addresses(account));
    }

    [Fact]
    public async Task A_refund_refused_after_a_first_try_that_may_have_arrived_is_unknown()
    {
        using var account = WithBackup();
        account.WeChat.Answers(request => request.Address == Primary
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded)
            : account.WeChat.Unsigned(HttpStatusCode.Forbidden, """{"code":"NOT_ENOUGH","message":"余额不足"}"""));

        Assert.IsType<ChannelOutcome<ChannelRefund>.Unknown>(await account.Refunds.RefundAsync(TestAccount.RefundOrder(), Ct.Token));
    }

    [Fact]
    public async Task An_error_answer_does_not_change_the_address()
    {
        using var account = WithBackup();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.BadGateway, "<html>"));

        await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token);

        Assert.Single(account.WeChat.Sent);
    }

    [Fact]
    public async Task Silence_of_an_order_ends_in_unknown_after_its_one_time()
    {
        using var account = WithBackup();
        account.WeChat.Answer = SilentAsync;
        var started = account.Time.GetUtcNow();

        var outcome = await account.Time.RunAsync(account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token), TimeSpan.FromSeconds(1));

        Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, Assert.IsType<ChannelOutcome<NextAction>.Unknown>(outcome).Error.Code);
        Assert.Equal(Primary, Addresses(account));
        Assert.InRange(account.Time.GetUtcNow() - started, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Silence_of_a_question_goes_round_the_addresses_and_ends_within_the_engines_time()
    {
        using var account = WithBackup();
        account.WeChat.Answer = SilentAsync;
        var started = account.Time.GetUtcNow();

        var outcome = await account.Time.RunAsync(account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token), TimeSpan.FromMilliseconds(200));

        Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, Assert.IsType<ChannelOutcome<ChannelPayment>.Unknown>(outcome).Error.Code);
        Assert.Equal($"{Primary} {Backup} {Primary}", Addresses(account));
        Assert.InRange(account.Time.GetUtcNow() - started, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task The_callers_own_end_is_the_callers_exception()
    {
        using var account = new TestAccount();
        using var ends = new CancellationTokenSource();
        account.WeChat.Answer = async (_, token) =>
        {
            await ends.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new HttpRequestException(HttpRequestError.ResponseEnded);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), ends.Token));
    }

    [Fact]
    public async Task A_test_address_never_falls_back_to_the_real_channel()
    {
        using var account = new TestAccount(options =>
        {
            options.BackupBaseUrl = null;
            options.BaseUrl = "http://127.0.0.1:5081";
        });
        account.WeChat.Answers(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));

        await Assert.ThrowsAsync<ChannelUnreachableException>(() => account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token));

        Assert.Equal("http://127.0.0.1:5081", Assert.Single(account.WeChat.Sent).Address);
    }

    [Fact]
    public async Task A_signer_that_fails_means_that_nothing_was_sent()
    {
        using var account = new TestAccount(services: services => services.AddSigner(new BrokenSigner()));

        var thrown = await Assert.ThrowsAsync<ChannelUnreachableException>(() => account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token));

        Assert.Contains("signer", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(account.WeChat.Sent);
    }

    /// <summary>Over a real socket: a refused port is unsent, a server that hangs up in the middle is unknown.</summary>
    [Fact]
    public async Task Real_sockets_tell_unsent_from_unknown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var account = new SocketAccount($"http://127.0.0.1:{port}");
        var hangUp = Task.Run(
            async () =>
            {
                using var client = await listener.AcceptTcpClientAsync(Ct.Token);
                await client.GetStream().ReadExactlyAsync(new byte[16], Ct.Token);
            },
            Ct.Token);

        Assert.IsType<ChannelOutcome<ChannelPayment>.Unknown>(await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token));
        await hangUp;

        listener.Stop();
        await Assert.ThrowsAsync<ChannelUnreachableException>(() => account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token));
    }

    private static string Addresses(TestAccount account) => string.Join(' ', account.WeChat.Sent.Select(request => request.Address));

    private static async Task<HttpResponseMessage> SilentAsync(SentRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    }

    private static TestAccount WithBackup(int retries = 2) => new(options =>
    {
        options.BackupBaseUrl = null;
        options.MaxRetries = retries;
    });

    private sealed class BrokenSigner : IWeChatSigner
    {
        public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => throw new TimeoutException();

        public ValueTask<ReadOnlyMemory<byte>> DecryptAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken) => throw new TimeoutException();
    }
}
