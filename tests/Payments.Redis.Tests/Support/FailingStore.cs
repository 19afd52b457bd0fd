using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Redis.Tests.Support;

/// <summary>A store whose switches cannot be read while it is cut off.</summary>
public class FailingStore : DispatchProxy
{
    private IPaymentStore _inner = null!;

    public bool IsCut { get; set; }

    public static void Wrap(IServiceCollection services, ICollection<FailingStore> made)
    {
        var inner = services.Single(service => service.ServiceType == typeof(IPaymentStore));
        services.Remove(inner);
        services.AddSingleton(provider =>
        {
            var store = Create<IPaymentStore, FailingStore>();
            var failing = (FailingStore)(object)store;
            failing._inner = (IPaymentStore)inner.ImplementationFactory!(provider);
            made.Add(failing);
            return store;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (IsCut && targetMethod!.Name == nameof(IPaymentStore.ReadSwitchesAsync))
        {
            return new ValueTask<IReadOnlyList<ChannelSwitch>>(Task.FromException<IReadOnlyList<ChannelSwitch>>(new IOException("The store is cut off.")));
        }

        try
        {
            return targetMethod!.Invoke(_inner, args);
        }
        catch (TargetInvocationException fault)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException!);
            throw;
        }
    }
}
