using System.Diagnostics.CodeAnalysis;

namespace Payments.Shared;

/// <summary>A key, or the reason why there is none.</summary>
internal sealed class KeyReadResult
{
    private KeyReadResult(RsaKey? key, KeyReadFault? fault) => (Key, Fault) = (key, fault);

    /// <summary>The key, kept by the receiver and disposed by it.</summary>
    public RsaKey? Key { get; }

    public KeyReadFault? Fault { get; }

    [MemberNotNullWhen(true, nameof(Key))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsRead => Key is not null;

    public static implicit operator KeyReadResult(RsaKey key) => new(key, fault: null);

    public static implicit operator KeyReadResult(KeyReadFault fault) => new(key: null, fault);
}

/// <summary>Why a key could not be read. Neither text ever holds a part of what was given, except the path of a key file.</summary>
/// <param name="Kind">The cause, for code.</param>
/// <param name="Cause">What was found, as one sentence.</param>
/// <param name="Remedy">What to do, as one sentence.</param>
internal sealed record KeyReadFault(KeyReadFaultKind Kind, string Cause, string Remedy)
{
    public string Message => $"{Cause} {Remedy}";

    public override string ToString() => Message;
}

internal enum KeyReadFaultKind
{
    Missing,
    FileNotFound,
    FileUnreadable,
    NotAKey,
    Damaged,
    PublicKeyGiven,
    PrivateKeyGiven,
    CertificateGiven,
    CertificateRequestGiven,
    NotRsa,
    TooShort,
    PasswordMissing,
    PasswordWrong,
    UnsupportedFormat,
    NoPrivateKeyInside,
    CertificateOfOtherKey,
}
