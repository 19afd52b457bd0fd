using Payments.Benchmarks.Routing;
using Payments.Benchmarks.Running;

namespace Payments.Benchmarks.Figures;

/// <summary>All figures, made when they are measured.</summary>
internal static class FigureCatalog
{
    public static IReadOnlyList<(string Name, Func<Figure> Make)> All { get; } =
    [
        ("wechat.sign", SignFigure.OfWeChat),
        ("alipay.sign", SignFigure.OfAlipay),
        ("wechat.callback", CallbackFigure.OfWeChat),
        ("alipay.callback", CallbackFigure.OfAlipay),
        ("wechat.callback.alloc", CallbackAllocationFigure.OfWeChat),
        ("alipay.callback.alloc", CallbackAllocationFigure.OfAlipay),
        ("order.create.sqlite", OrderCreationFigure.OneCaller),
        ("order.create.sqlite.wall", OrderCreationFigure.OneCallerOnTheWall),
        ("order.create.sqlite.concurrent", OrderCreationFigure.Concurrent),
        ("callback.apply.sqlite", static () => new CallbackApplyFigure()),
        ("order.create.postgres", PostgreSqlFigure.Creates),
        ("callback.apply.postgres", PostgreSqlFigure.Callbacks),
        ("callback.apply.postgres.elsewhere", PostgreSqlFigure.CallbacksElsewhere),
        ("order.create.postgres.p99", PostgreSqlLatencyFigure.Creates),
        ("callback.apply.postgres.p99", PostgreSqlLatencyFigure.Callbacks),
        ("callback.http.postgres", HttpCallbackFigure.Throughput),
        ("callback.http.postgres.p99", HttpCallbackFigure.Latency),
        ("route.decide", RouteFigure.Ratio),
        ("route.decide.wall", RouteFigure.Time),
        ("route.decide.alloc", RouteFigure.Allocation),
    ];
}
