using System.Text.Json.Serialization;

namespace Payments;

/// <summary>What the payer does next. A closed set: consume it with <see cref="Match{T}"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ShowQrCode), nameof(ShowQrCode))]
[JsonDerivedType(typeof(Redirect), nameof(Redirect))]
[JsonDerivedType(typeof(SubmitForm), nameof(SubmitForm))]
[JsonDerivedType(typeof(InvokeClientSdk), nameof(InvokeClientSdk))]
[JsonDerivedType(typeof(None), nameof(None))]
public abstract record NextAction
{
    private NextAction()
    {
    }

    /// <summary>When the credential stops working at the channel; <see langword="null"/> when the channel does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Show <paramref name="Content"/> as a QR code for the payer to scan.</summary>
    /// <param name="Content">The text to encode, byte for byte.</param>
    public sealed record ShowQrCode(string Content) : NextAction;

    /// <summary>Send the payer's browser to <paramref name="Url"/>.</summary>
    /// <param name="Url">An absolute address.</param>
    public sealed record Redirect(string Url) : NextAction;

    /// <summary>Have the payer's browser POST <paramref name="Fields"/> to <paramref name="Url"/>.</summary>
    /// <param name="Url">An absolute address.</param>
    /// <param name="Fields">Field names and values, not encoded.</param>
    public sealed record SubmitForm(string Url, IReadOnlyDictionary<string, string> Fields) : NextAction;

    /// <summary>Hand <paramref name="Parameters"/> to the channel's SDK in the payer's app or page.</summary>
    /// <param name="Sdk">Which SDK: the payment method's name, as <c>wechat.jsapi</c> or <c>alipay.app</c>.</param>
    /// <param name="Parameters">Exactly what the SDK's call takes, names and values as the SDK spells them.</param>
    public sealed record InvokeClientSdk(string Sdk, IReadOnlyDictionary<string, string> Parameters) : NextAction;

    /// <summary>Nothing is left for the payer to do.</summary>
    public sealed record None : NextAction;

    /// <summary>Calls the function of the case at hand.</summary>
    public T Match<T>(
        Func<ShowQrCode, T> showQrCode,
        Func<Redirect, T> redirect,
        Func<SubmitForm, T> submitForm,
        Func<InvokeClientSdk, T> invokeClientSdk,
        Func<None, T> none) => this switch
        {
            ShowQrCode action => showQrCode(action),
            Redirect action => redirect(action),
            SubmitForm action => submitForm(action),
            InvokeClientSdk action => invokeClientSdk(action),
            None action => none(action),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The case's name only: a credential lets its holder pay in the payer's name and must not reach a log (law 10).</summary>
    public sealed override string ToString() => $"{GetType().Name} {{ *** }}";
}
