using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;
using Payments.Recon.Reporting;
using Payments.Reconciliation;

namespace Payments.Recon.Delivery;

/// <summary>Mails a run's report: what it came to in the text, the page and the differences attached.</summary>
internal sealed class MailReportHandler(IOptions<ReconciliationReportOptions> options, TimeProvider time) : IReconciliationReportHandler
{
    /// <summary>Mail servers refuse what is larger; the text then says where to look.</summary>
    private const long MostAttachedBytes = 10 << 20;

    public string Name => "payments.mail";

    public async Task HandleAsync(ReconciliationReportReady report, CancellationToken cancellationToken)
    {
        var mail = options.Value.Mail;
        if (mail.Host is not { } host)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var message = await ComposeAsync(report, mail, linked.Token).ConfigureAwait(false);
        using var smtp = new SmtpClient(host, mail.Port) { EnableSsl = mail.Tls };
        if (mail.User is { } user)
        {
            smtp.Credentials = new NetworkCredential(user, mail.Password);
        }

        await smtp.SendMailAsync(message, linked.Token).ConfigureAwait(false);
    }

    private async Task<MailMessage> ComposeAsync(ReconciliationReportReady report, ReportMailOptions mail, CancellationToken cancellationToken)
    {
        var words = ReportMessage.Of(report.Run, options.Value.Language);
        var message = new MailMessage { From = new MailAddress(mail.From!), Subject = words.Title, SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8 };
        foreach (var reader in mail.To)
        {
            message.To.Add(reader);
        }

        var left = MostAttachedBytes;
        var body = new StringBuilder(words.Body);
        foreach (var file in report.Files.Where(file => file.Name is ReportFiles.Page or ReportFiles.Differences))
        {
            var content = await ReadAsync(file, left, cancellationToken).ConfigureAwait(false);
            if (content is null)
            {
                body.Append(options.Value.Language == ReportLanguage.Chinese ? $"\n{file.Name} 过大，未附上。" : $"\n{file.Name} is too large to be attached.");
                continue;
            }

            left -= content.Length;
            message.Attachments.Add(new Attachment(content, new ContentType(file.Name.EndsWith(".html", StringComparison.Ordinal) ? "text/html; charset=utf-8" : "text/csv; charset=utf-8")) { Name = file.Name });
        }

        message.Body = body.ToString();
        return message;
    }

    private static async Task<MemoryStream?> ReadAsync(ReportFile file, long most, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        var source = await file.Open(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var buffer = new byte[81_920];
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (content.Length + read > most)
                {
                    await content.DisposeAsync().ConfigureAwait(false);
                    return null;
                }

                await content.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        content.Position = 0;
        return content;
    }
}
