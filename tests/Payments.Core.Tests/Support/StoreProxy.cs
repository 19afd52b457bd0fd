using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Payments.Storage;

namespace Payments.Core.Tests.Support;

/// <summary>What a call of the store becomes.</summary>
/// <param name="method">The member's name.</param>
/// <param name="arguments">Its arguments, which may be changed.</param>
/// <param name="pass">Calls the real store with them.</param>
internal delegate object? StoreCall(string method, object?[] arguments, Func<object?> pass);

#pragma warning disable CA1852, MA0053 // A proxy is derived from it.
/// <summary>The real store, with something in between.</summary>
internal class StoreProxy : DispatchProxy
{
    private IPaymentStore _store = null!;
    private StoreCall _call = null!;

    /// <summary>Puts it before the store the host has.</summary>
    public static void Put(PaymentsBuilder payments, StoreCall call)
    {
        var real = payments.Services.Last(service => service.ServiceType == typeof(IPaymentStore));
        payments.Services.Remove(real);
        payments.Services.AddSingleton(provider => Over((IPaymentStore)(real.ImplementationFactory?.Invoke(provider) ?? provider.GetRequiredService(real.ImplementationType!)), call));
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _call(targetMethod!.Name, args!, () => targetMethod.Invoke(_store, args));

    private static IPaymentStore Over(IPaymentStore store, StoreCall call)
    {
        var proxy = Create<IPaymentStore, StoreProxy>();
        (((StoreProxy)(object)proxy)._store, ((StoreProxy)(object)proxy)._call) = (store, call);
        return proxy;
    }
}
#pragma warning restore CA1852, MA0053
