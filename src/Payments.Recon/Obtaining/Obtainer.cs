using Payments.Channels;
using Payments.Reconciliation;

namespace Payments.Recon.Obtaining;

/// <summary>Gets a day's bill: from the archive where it is there, else from the channel, and then into the archive as it was received.</summary>
internal sealed class Obtainer(IPaymentChannels channels, ReconciliationArchive archive)
{
    public const string BillName = "bill.csv";

    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostPause = TimeSpan.FromHours(1);

    /// <summary>Writes the bill to a path.</summary>
    public async Task<Obtained> ObtainAsync(ReconciliationRun run, string path, CancellationToken cancellationToken)
    {
        if (run is { Format: { } format, Files: var files } && files.FirstOrDefault(file => file.Name == BillName) is { } known
            && await ReadArchivedAsync(known, path, cancellationToken).ConfigureAwait(false))
        {
            return new Obtained.Bill(format, known, IsNew: false);
        }

        if (channels.Find(run.ChannelAccount) is not IStatements statements)
        {
            return new Obtained.GivenUp(new PaymentError
            {
                Code = PaymentErrorCodes.StatementUnsupported,
                Message = $"Account '{run.ChannelAccount}' is not configured, or its channel publishes no bills.",
                Remedy = "Configure the account, or leave it out of Payments:Reconciliation:Accounts.",
            });
        }

        try
        {
            return await DownloadAsync(run, statements, path, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException fault)
        {
            return new Obtained.Later(fault.Error, Pause(run.Attempts));
        }
        catch (ChannelProtocolException fault)
        {
            return new Obtained.Later(fault.Error, Pause(run.Attempts));
        }
    }

    /// <summary>How long to wait before the channel is asked again: twice as long each time, up to an hour.</summary>
    public static TimeSpan Pause(int attempts)
    {
        var pause = TimeSpan.FromTicks(LeastPause.Ticks << Math.Clamp(attempts - 1, 0, 6));
        return pause < MostPause ? pause : MostPause;
    }

    private async Task<Obtained> DownloadAsync(ReconciliationRun run, IStatements statements, string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 17, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            switch (await statements.DownloadStatementAsync(new StatementRequest(run.Day, run.Kind), file, cancellationToken).ConfigureAwait(false))
            {
                case StatementDownload.Completed completed:
                    await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                    var archived = await archive.AddAsync(BillName, run.ChannelAccount, run.Day, run.Kind, file, cancellationToken).ConfigureAwait(false);
                    return archived.Sha256 == completed.Sha256
                        ? new Obtained.Bill(completed.Format, archived, IsNew: true)
                        : new Obtained.Later(
                            new PaymentError
                            {
                                Code = PaymentErrorCodes.RunFailed,
                                Message = $"The bill was received with SHA-256 {completed.Sha256} and written with {archived.Sha256}.",
                                Remedy = "Look at the disk; the bill is obtained again.",
                            },
                            Pause(run.Attempts));
                case StatementDownload.NoActivity:
                    return new Obtained.NoActivity();
                case StatementDownload.NotReady notReady:
                    return new Obtained.Later(
                        new PaymentError
                        {
                            Code = PaymentErrorCodes.StatementNotReady,
                            Message = "The channel has not made the bill yet.",
                            Remedy = "Nothing: it is asked for again.",
                        },
                        notReady.RetryAfter < LeastPause ? LeastPause : notReady.RetryAfter);
                case StatementDownload.Failed failed:
                    return new Obtained.Later(failed.Error, Pause(run.Attempts));
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    private async Task<bool> ReadArchivedAsync(ArchivedFile known, string path, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // closed below
        if (await archive.OpenAsync(known.Sha256, cancellationToken).ConfigureAwait(false) is not { } content)
#pragma warning restore CA2000
        {
            return false;
        }

        await using (content.ConfigureAwait(false))
        {
            var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 17, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                return true;
            }
        }
    }
}

/// <summary>What asking for a bill came to. A closed set.</summary>
internal abstract record Obtained
{
    private Obtained()
    {
    }

    /// <summary>The bill is there.</summary>
    public sealed record Bill(string Format, ArchivedFile File, bool IsNew) : Obtained;

    /// <summary>Nothing happened that day, the channel says.</summary>
    public sealed record NoActivity : Obtained;

    /// <summary>Not now.</summary>
    public sealed record Later(PaymentError Error, TimeSpan Pause) : Obtained;

    /// <summary>Never, as things are.</summary>
    public sealed record GivenUp(PaymentError Error) : Obtained;
}
