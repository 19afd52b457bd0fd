using Payments.Reconciliation;

namespace Payments.Architecture.Tests.Snippets;

internal static class ReconciliationHost
{
    public static void Build(WebApplicationBuilder builder)
    {
        #region reconciliation
        builder.AddPayments().AddWeChat().AddAlipay().UseSqlite().AddReconciliation();
        #endregion
    }

    public static void Map(WebApplication app)
    {
        #region map-reconciliation
        app.MapPaymentReconciliation().RequireAuthorization("finance");
        #endregion
    }
}

public interface IMailer
{
    Task SendAsync(string subject, Func<CancellationToken, Task<Stream>> attachment, CancellationToken cancellationToken);
}

#region report-handler
public sealed class MailReport(IMailer mailer) : IReconciliationReportHandler
{
    public string Name => "mail";

    public Task HandleAsync(ReconciliationReportReady report, CancellationToken cancellationToken) =>
        mailer.SendAsync($"Reconciliation {report.Run.RunId}: {report.Run.State}", report.Files.First(file => file.Name == "breaks.csv").Open, cancellationToken);
}
#endregion
