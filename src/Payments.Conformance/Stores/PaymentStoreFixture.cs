using Payments.Storage;

namespace Payments.Conformance;

/// <summary>What a provider gives the suites: stores on data of its own, made for one test and gone afterwards.</summary>
public abstract class PaymentStoreFixture : IAsyncDisposable
{
    /// <summary>
    /// Makes a store that is not initialised yet. All stores of one fixture share its data, which is empty at first; each stands for another node.
    /// The fixture disposes of them.
    /// </summary>
    public abstract ValueTask<IPaymentStore> CreateStoreAsync();

    /// <summary>Changes the data so that its schema looks one version newer than the package knows.</summary>
    public abstract ValueTask MakeSchemaNewerAsync();

    /// <summary>Disposes of the stores and removes the data.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return DisposeCoreAsync();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    protected abstract ValueTask DisposeCoreAsync();
}
